//! Lets `git` in to clone: through its environment, so that no secret stands in an argument, a file or a log.

use secrecy::SecretString;

use super::{app::AppError, connect::GitLogin, endpoints::Endpoints};
use crate::mirror::Credentials;

/// The variable that the helper reads the password from.
const PASSWORD: &str = "SPARKY_GIT_PASSWORD";

/// Answers git's question for a login from the environment.
const FROM_ENVIRONMENT: &str =
    "!f() { echo username=x-access-token; echo \"password=$SPARKY_GIT_PASSWORD\"; }; f";

/// Lets `gh` answer git's question for a login.
const FROM_GH: &str = "!gh auth git-credential";

impl GitLogin {
    /// The variables of a `git` that clones from a host.
    pub(super) async fn credentials(&self, endpoints: &Endpoints) -> Result<Credentials, AppError> {
        let (helper, password) = match self {
            Self::Http(http) => (FROM_ENVIRONMENT, Some(http.password().await?)),
            Self::Gh => (FROM_GH, None),
        };
        let key = format!("credential.{}.helper", endpoints.git());
        // An empty helper first: the user's own are not asked, nor told to remember anything.
        let settings = [
            ("credential.helper", ""),
            (key.as_str(), ""),
            (key.as_str(), helper),
        ];
        let mut variables = vec![(
            "GIT_CONFIG_COUNT".to_owned(),
            SecretString::from(settings.len().to_string()),
        )];
        for (number, (key, value)) in settings.into_iter().enumerate() {
            variables.push((format!("GIT_CONFIG_KEY_{number}"), key.to_owned().into()));
            variables.push((format!("GIT_CONFIG_VALUE_{number}"), value.to_owned().into()));
        }
        variables.extend(password.map(|password| (PASSWORD.to_owned(), password)));
        Ok(Credentials::new(variables))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        process::{Command, Stdio},
        time::Duration,
    };

    use super::*;
    use crate::github::{HttpTransport, Login};

    /// What git answers when it is asked for the login of a host.
    fn fill(credentials: &Credentials, host: &str) -> String {
        let mut child = Command::new("git")
            .args(["credential", "fill"])
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "true")
            .envs(credentials.expose())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let question = format!("protocol=https\nhost={host}\n\n");
        child
            .stdin
            .take()
            .unwrap()
            .write_all(question.as_bytes())
            .unwrap();
        String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
    }

    #[tokio::test]
    async fn git_gets_the_token_for_its_host_only() {
        let endpoints = Endpoints::of_github();
        let login = Login::token(&"ghp_canary".to_owned().into()).unwrap();
        let http = HttpTransport::new(endpoints.clone(), login, Duration::from_secs(1)).unwrap();
        let credentials = GitLogin::Http(http).credentials(&endpoints).await.unwrap();
        let answer = fill(&credentials, "github.com");
        assert!(
            answer.contains("username=x-access-token\npassword=ghp_canary"),
            "{answer}"
        );
        assert!(!fill(&credentials, "example.org").contains("canary"));
        let settings = credentials.expose().filter(|(name, _)| *name != PASSWORD);
        assert!(settings.into_iter().all(|(_, value)| !value.contains("canary")));
        assert!(!format!("{credentials:?}").contains("canary"));
    }
}
