//! Walks what is asked through the world.

use std::borrow::Cow;

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

/// The value of a field before its own fields are looked at.
enum Found<'x> {
    One(Cow<'x, Value>),
    List(Vec<Cow<'x, Value>>),
}

impl<'a> Walk<'a> {
    fn object(&mut self, object: &Value, selections: &[Selection]) -> Value {
        let mut result = Map::new();
        self.fill(object, &[], selections, &mut result);
        Value::Object(result)
    }

    /// Fills in what is asked of an object; `nodes` are a connection's.
    fn fill(
        &mut self,
        object: &Value,
        nodes: &[Cow<'_, Value>],
        asked: &[Selection],
        result: &mut Map<String, Value>,
    ) {
        for selection in asked {
            match selection {
                Selection::On(kind, inside) if is_a(object, kind) => self.fill(object, nodes, inside, result),
                Selection::On(..) => {}
                Selection::Field(field) => {
                    self.path.push(json!(field.alias));
                    let value = if is_a(object, "Connection") && field.name == "nodes" {
                        self.list(nodes, field)
                    } else {
                        let found = self.resolve(object, field);
                        self.complete(found, field)
                    };
                    merge(result.entry(field.alias.clone()).or_insert(Value::Null), value);
                    self.path.pop();
                }
            }
        }
    }

    fn resolve<'x>(&mut self, object: &'x Value, field: &Field) -> Found<'x>
    where
        'a: 'x,
    {
        let text = |name: &str| {
            field
                .arguments
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let made = |value| Found::One(Cow::Owned(value));
        match (
            object["__typename"].as_str().unwrap_or_default(),
            field.name.as_str(),
        ) {
            ("Query", "repositoryOwner" | "organization" | "user") => Found::One(self.owner(text("login"))),
            ("Query", "repository") => {
                Found::One(self.repository(&format!("{}/{}", text("owner"), text("name"))))
            }
            ("Query", "node") => Found::One(self.node(text("id"))),
            ("Query", "nodes") => {
                let ids = field
                    .arguments
                    .get("ids")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten();
                Found::List(ids.map(|id| self.node(id.as_str().unwrap_or_default())).collect())
            }
            ("Organization" | "User", "repositories") => {
                let owned = |repo: &&Repo| repo.facts["owner"]["$owner"] == object["login"];
                Found::List(
                    self.world
                        .repos
                        .iter()
                        .filter(owned)
                        .map(|repo| Cow::Borrowed(&repo.facts))
                        .collect(),
                )
            }
            ("Repository", "defaultBranchRef") => made(commits::default_branch(object)),
            ("Repository", "object") => made(commits::object(
                self.world,
                object,
                text("oid"),
                text("expression"),
            )),
            ("Repository", "refs") => owned(commits::tags(object)),
            ("Commit", "history") => owned(commits::history(self.world, object, field)),
            (_, name) => self.plain(object, name),
        }
    }

    fn plain<'x>(&mut self, object: &'x Value, name: &str) -> Found<'x>
    where
        'a: 'x,
    {
        let Some(value) = object.get(name) else {
            let kind = object["__typename"].as_str().unwrap_or("?").to_owned();
            let message = format!("Field '{name}' doesn't exist on type '{kind}'");
            return Found::One(Cow::Owned(self.error("undefinedField", &message)));
        };
        match (value["$actor"].as_str(), value["$owner"].as_str(), value) {
            (Some(login), _, _) => Found::One(Cow::Owned(self.world.actor(login))),
            (_, Some(login), _) => Found::One(self.owner(login)),
            (_, _, Value::Array(list)) => Found::List(list.iter().map(Cow::Borrowed).collect()),
            _ => Found::One(Cow::Borrowed(value)),
        }
    }

    /// Gives a value the shape that was asked for.
    fn complete(&mut self, found: Found<'_>, field: &Field) -> Value {
        match found {
            Found::List(list) if field.name == "nodes" => self.list(&list, field),
            Found::List(list) => match connection(list, field) {
                Ok((object, nodes)) => {
                    let mut result = Map::new();
                    self.fill(&object, &nodes, &field.selections, &mut result);
                    Value::Object(result)
                }
                Err(error) => {
                    self.errors.push(error);
                    Value::Null
                }
            },
            Found::One(value) if value.is_object() && field.selections.is_empty() => self.error(
                "selectionMismatch",
                &format!("Field '{}' must have selections", field.name),
            ),
            Found::One(value) if value.is_object() => self.object(&value, &field.selections),
            Found::One(scalar) => scalar.into_owned(),
        }
    }

    fn list(&mut self, list: &[Cow<'_, Value>], field: &Field) -> Value {
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

    fn owner(&self, login: &str) -> Cow<'a, Value> {
        let owner = self.world.owners.iter().find(|owner| owner["login"] == login);
        owner.map_or(Cow::Owned(Value::Null), Cow::Borrowed)
    }

    fn repository(&mut self, full_name: &str) -> Cow<'a, Value> {
        let named = |repo: &&Repo| repo.full_name().eq_ignore_ascii_case(full_name);
        match self.world.repos.iter().find(named) {
            Some(repo) => Cow::Borrowed(&repo.facts),
            None => {
                let message = format!("Could not resolve to a Repository with the name '{full_name}'.");
                Cow::Owned(self.error("NOT_FOUND", &message))
            }
        }
    }

    fn node(&mut self, id: &str) -> Cow<'a, Value> {
        // The id of an item holds that of its repository.
        let inside = |repo: &&Repo| repo.facts["id"].as_str().is_some_and(|own| id.contains(own));
        let found = self.world.repos.iter().find(inside).and_then(|repo| {
            if repo.facts["id"] == id {
                return Some(&repo.facts);
            }
            let lists = ["pullRequests", "issues", "releases"]
                .iter()
                .filter_map(|kind| repo.facts[*kind].as_array());
            lists.flatten().find(|item| item["id"] == id)
        });
        match found {
            Some(node) => Cow::Borrowed(node),
            None => {
                let message = format!("Could not resolve to a node with the global id of '{id}'");
                Cow::Owned(self.error("NOT_FOUND", &message))
            }
        }
    }

    fn error(&mut self, kind: &str, message: &str) -> Value {
        self.errors
            .push(json!({"type": kind, "path": self.path, "message": message}));
        Value::Null
    }
}

fn owned<'x>(list: Vec<Value>) -> Found<'x> {
    Found::List(list.into_iter().map(Cow::Owned).collect())
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
