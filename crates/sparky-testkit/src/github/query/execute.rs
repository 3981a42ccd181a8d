//! Walks what is asked through the world.

use serde_json::{Map, Value, json};

use super::{
    commits,
    connection::connection,
    document::{Field, Operation, Selection},
};
use crate::github::world::{Repo, World};

/// Gives the data; what cannot be given is null and named in `errors`.
pub(super) fn execute(world: &World, operation: &Operation, errors: &mut Vec<Value>) -> Value {
    let mut walk = Walk {
        world,
        errors,
        path: Vec::new(),
    };
    walk.object(&json!({"__typename": "Query"}), &operation.selections)
}

struct Walk<'a> {
    world: &'a World,
    errors: &'a mut Vec<Value>,
    path: Vec<Value>,
}

impl Walk<'_> {
    fn object(&mut self, object: &Value, selections: &[Selection]) -> Value {
        let mut result = Map::new();
        self.fill(object, selections, &mut result);
        Value::Object(result)
    }

    fn fill(&mut self, object: &Value, selections: &[Selection], result: &mut Map<String, Value>) {
        for selection in selections {
            match selection {
                Selection::On(kind, inside) if is_a(object, kind) => self.fill(object, inside, result),
                Selection::On(..) => {}
                Selection::Field(field) => {
                    self.path.push(json!(field.alias));
                    let value = self.resolve(object, field);
                    let value = self.complete(value, field);
                    merge(result.entry(field.alias.clone()).or_insert(Value::Null), value);
                    self.path.pop();
                }
            }
        }
    }

    /// The value of a field before its own fields are looked at.
    fn resolve(&mut self, object: &Value, field: &Field) -> Value {
        let text = |name: &str| {
            field
                .arguments
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        match (
            object["__typename"].as_str().unwrap_or_default(),
            field.name.as_str(),
        ) {
            ("Query", "repositoryOwner" | "organization" | "user") => self.owner(text("login")),
            ("Query", "repository") => self.repository(&format!("{}/{}", text("owner"), text("name"))),
            ("Query", "node") => self.node(text("id")),
            ("Query", "nodes") => {
                let ids = field
                    .arguments
                    .get("ids")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                ids.iter()
                    .map(|id| self.node(id.as_str().unwrap_or_default()))
                    .collect()
            }
            ("Query", "viewer") => self.world.actors.first().cloned().unwrap_or_default(),
            ("Organization" | "User", "repositories") => {
                let owned = |repo: &&Repo| repo.facts["owner"]["$owner"] == object["login"];
                self.world.repos.iter().filter(owned).map(with_git).collect()
            }
            ("Repository", "defaultBranchRef") => commits::default_branch(object),
            ("Repository", "object") => commits::object(self.world, object, text("oid"), text("expression")),
            ("Commit", "history") => commits::history(self.world, object, field),
            (_, name) => self.plain(object, name),
        }
    }

    fn plain(&mut self, object: &Value, name: &str) -> Value {
        let Some(value) = object.get(name) else {
            let kind = object["__typename"].as_str().unwrap_or("?").to_owned();
            return self.error(
                "undefinedField",
                &format!("Field '{name}' doesn't exist on type '{kind}'"),
            );
        };
        match (value["$actor"].as_str(), value["$owner"].as_str()) {
            (Some(login), _) => self.world.actor(login),
            (_, Some(login)) => self.owner(login),
            _ => value.clone(),
        }
    }

    /// Gives a value the shape that was asked for.
    fn complete(&mut self, value: Value, field: &Field) -> Value {
        match value {
            Value::Array(list) if matches!(field.name.as_str(), "nodes" | "edges") => self.list(&list, field),
            Value::Array(list) => match connection(list, field) {
                Ok(page) => self.page(&page, field),
                Err(error) => {
                    self.errors.push(error);
                    Value::Null
                }
            },
            Value::Object(_) if field.selections.is_empty() => self.error(
                "selectionMismatch",
                &format!("Field '{}' must have selections", field.name),
            ),
            Value::Object(_) => self.object(&value, &field.selections),
            scalar => scalar,
        }
    }

    fn list(&mut self, list: &[Value], field: &Field) -> Value {
        let mut values = Vec::new();
        for (index, value) in list.iter().enumerate() {
            self.path.push(json!(index));
            values.push(if value.is_null() {
                Value::Null
            } else {
                self.object(value, &field.selections)
            });
            self.path.pop();
        }
        Value::Array(values)
    }

    fn page(&mut self, page: &Value, field: &Field) -> Value {
        let mut object = page.clone();
        object["nodes"] = object["$list"].take();
        self.object(&object, &field.selections)
    }

    fn owner(&mut self, login: &str) -> Value {
        self.world
            .owners
            .iter()
            .find(|owner| owner["login"] == login)
            .cloned()
            .unwrap_or(Value::Null)
    }

    fn repository(&mut self, full_name: &str) -> Value {
        match self
            .world
            .repos
            .iter()
            .find(|repo| repo.full_name().eq_ignore_ascii_case(full_name))
        {
            Some(repo) => with_git(repo),
            None => self.error(
                "NOT_FOUND",
                &format!("Could not resolve to a Repository with the name '{full_name}'."),
            ),
        }
    }

    fn node(&mut self, id: &str) -> Value {
        let found = self.world.repos.iter().find_map(|repo| {
            if repo.facts["id"] == id {
                return Some(with_git(repo));
            }
            ["pullRequests", "issues", "releases"].iter().find_map(|kind| {
                repo.facts[kind]
                    .as_array()?
                    .iter()
                    .find(|item| item["id"] == id)
                    .cloned()
            })
        });
        found.unwrap_or_else(|| {
            self.error(
                "NOT_FOUND",
                &format!("Could not resolve to a node with the global id of '{id}'"),
            )
        })
    }

    fn error(&mut self, kind: &str, message: &str) -> Value {
        self.errors
            .push(json!({"type": kind, "path": self.path, "message": message}));
        Value::Null
    }
}

/// A repository's object, with the place of its commits.
fn with_git(repo: &Repo) -> Value {
    let mut facts = repo.facts.clone();
    facts["$git"] = json!(repo.git);
    facts
}

/// Whether an object is of a type or has an interface.
fn is_a(object: &Value, kind: &str) -> bool {
    let own = object["__typename"].as_str().unwrap_or_default();
    own == kind
        || match kind {
            "" => true,
            "Node" => object.get("id").is_some(),
            "Actor" => matches!(own, "User" | "Bot" | "Organization" | "Mannequin"),
            "RepositoryOwner" => matches!(own, "User" | "Organization"),
            "GitObject" => matches!(own, "Commit" | "Blob"),
            connection => own == "Connection" && connection.ends_with("Connection"),
        }
}

/// Joins two answers to the same field, as from two fragments.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(from)) if into.len() == from.len() => {
            into.iter_mut()
                .zip(from)
                .for_each(|(into, from)| merge(into, from));
        }
        (into, from) => *into = from,
    }
}
