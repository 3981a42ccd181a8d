//! What exists on the stand-in: people, owners, repositories and what happened in them.
//!
//! Every object is the JSON that GitHub's schema describes; an array is a connection. An object
//! `{"$actor": login}` stands for the person, so that renaming someone renames them everywhere.

mod item;
mod repository;

use serde_json::{Value, json};

pub use item::Item;
pub use repository::Repo;

/// Everything on the server.
#[derive(Debug, Default)]
pub struct World {
    pub(super) owners: Vec<Value>,
    pub(super) actors: Vec<Value>,
    pub(super) repos: Vec<Repo>,
    /// Logins of tokens that are taken, and whether they have the scopes to read organisations.
    pub(super) tokens: Vec<(String, bool)>,
    made: u64,
}

impl World {
    /// Adds an organisation.
    pub fn organisation(&mut self, login: &str, name: &str) {
        let id = self.id("O");
        self.owners
            .push(json!({"__typename": "Organization", "id": id, "login": login, "name": name}));
    }

    /// Adds a person with their addresses, who may also own repositories, or changes them.
    pub fn user(&mut self, login: &str, name: &str, emails: &[&str]) {
        self.owners.retain(|owner| owner["login"] != login);
        self.actors.retain(|actor| actor["login"] != login);
        let id = self.id("U");
        let user = json!({"__typename": "User", "id": id, "login": login, "name": name, "$emails": emails});
        self.owners.push(user.clone());
        self.actors.push(user);
    }

    /// Adds a program that acts.
    pub fn bot(&mut self, login: &str) {
        let id = self.id("BOT");
        self.actors
            .push(json!({"__typename": "Bot", "id": id, "login": login}));
    }

    /// Changes the login of a person.
    pub fn rename_user(&mut self, login: &str, to: &str) {
        for user in self.owners.iter_mut().chain(&mut self.actors) {
            if user["login"] == login {
                user["$was"] = json!(login);
                user["login"] = json!(to);
            }
        }
    }

    /// Takes a token; `scopes` says whether it may read organisations.
    pub fn token(&mut self, token: &str, scopes: bool) {
        self.tokens.push((token.to_owned(), scopes));
    }

    /// A repository `owner/name`, made public and empty where it does not exist yet.
    pub fn repository(&mut self, full_name: &str) -> &mut Repo {
        let at = self.repos.iter().position(|repo| repo.full_name() == full_name);
        let at = at.unwrap_or_else(|| {
            let id = self.id("R");
            self.repos.push(Repo::new(&id, full_name));
            self.repos.len() - 1
        });
        &mut self.repos[at]
    }

    /// Removes a repository, as its owner would.
    pub fn delete(&mut self, full_name: &str) {
        self.repos.retain(|repo| repo.full_name() != full_name);
    }

    /// The person whom a `$actor` names, by present or former login; a ghost is null.
    pub(super) fn actor(&self, login: &str) -> Value {
        let named = |actor: &&Value| actor["login"] == login || actor["$was"] == login;
        self.actors.iter().find(named).cloned().unwrap_or(Value::Null)
    }

    /// The account that an e-mail address belongs to.
    pub(super) fn by_email(&self, email: &str) -> Value {
        let has = |actor: &&Value| {
            let listed = actor["$emails"]
                .as_array()
                .is_some_and(|emails| emails.iter().any(|e| e == email));
            listed
                || actor["login"]
                    .as_str()
                    .is_some_and(|login| noreply(email) == Some(login))
        };
        self.actors.iter().find(has).cloned().unwrap_or(Value::Null)
    }

    fn id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}_{:06}", self.made)
    }
}

/// The login in `123+login@users.noreply.github.com`.
fn noreply(email: &str) -> Option<&str> {
    let name = email.strip_suffix("@users.noreply.github.com")?;
    Some(name.split_once('+').map_or(name, |(_, login)| login))
}
