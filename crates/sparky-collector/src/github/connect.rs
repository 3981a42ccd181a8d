//! Finds a way to GitHub: the configured token or App, else `gh`.

use std::sync::Arc;

use sparky_common::model::Via;

use super::{
    app::{AppKey, AppLogin, AppOptions},
    clock::Clock,
    error::GitHubError,
    login::Login,
    settings::Settings,
    transport::{GhTransport, HttpTransport, Transport},
};

/// A way, and how `git` gets in by it.
#[derive(Clone)]
pub struct Connection {
    /// Carries requests.
    pub transport: Arc<dyn Transport>,
    /// What lets `git` in.
    pub git: GitLogin,
    /// Whose limits are used up, as a name that tells no secret: equal for all who share them.
    pub who: String,
}

/// What lets `git` in to clone.
#[derive(Clone, Debug)]
pub enum GitLogin {
    /// The login of requests over HTTP.
    Http(HttpTransport),
    /// `gh` itself.
    Gh,
}

impl Connection {
    /// Whether `who` names one login and no other.
    pub(super) fn is_nameable(&self) -> bool {
        matches!(self.git, GitLogin::Http(_))
    }

    /// Over HTTP.
    pub fn over_http(http: HttpTransport) -> Self {
        Self {
            transport: Arc::new(http.clone()),
            who: http.who(),
            git: GitLogin::Http(http),
        }
    }

    /// Through `gh`.
    pub fn over_gh(gh: GhTransport) -> Self {
        Self {
            transport: Arc::new(gh),
            git: GitLogin::Gh,
            who: "gh".into(),
        }
    }
}

/// Connects as `via` wants it, on behalf of an owner.
pub async fn connect(
    settings: &Settings,
    via: Via,
    owner: &str,
    clock: Arc<dyn Clock>,
) -> Result<Connection, GitHubError> {
    let host = settings.endpoints.host();
    let missing = || GitHubError::NoCredentials {
        host: host.to_owned(),
    };
    let configured = if via == Via::Gh {
        None
    } else {
        login(settings, owner, clock)?
    };
    if let Some(login) = configured {
        let http = HttpTransport::new(settings.endpoints.clone(), login, settings.timeout)
            .map_err(GitHubError::Setup)?;
        return Ok(Connection::over_http(http));
    }
    let gh = GhTransport::new(host, settings.timeout);
    if via == Via::Token || !gh.is_logged_in().await {
        return Err(missing());
    }
    Ok(Connection::over_gh(gh))
}

/// The configured login: a token before its file before an App.
fn login(settings: &Settings, owner: &str, clock: Arc<dyn Clock>) -> Result<Option<Login>, GitHubError> {
    if let Some(token) = &settings.token {
        return Login::token(token).map(Some);
    }
    if let Some(path) = &settings.token_file {
        return Login::token_file(path).map(Some);
    }
    let Some(app) = &settings.app else { return Ok(None) };
    let failed = |source| GitHubError::App {
        host: settings.endpoints.host().to_owned(),
        source,
    };
    let options = AppOptions {
        id: app.id.clone(),
        key: AppKey::read(&app.key_file).map_err(failed)?,
        installation: app.installation,
        owner: owner.to_owned(),
    };
    Ok(Some(Login::App(
        AppLogin::new(options, settings.endpoints.clone(), clock).into(),
    )))
}
