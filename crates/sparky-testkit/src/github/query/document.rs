//! A document with its fragments and variables put in.

use apollo_compiler::ast::{self, Definition, Document};
use serde_json::{Map, Value, json};

/// What is asked.
#[derive(Debug)]
pub(in crate::github) struct Operation {
    pub(super) selections: Vec<Selection>,
}

/// A part of an object that is asked for.
#[derive(Debug)]
pub(super) enum Selection {
    Field(Field),
    /// Only where the object is of the type.
    On(String, Vec<Selection>),
}

/// A field with its arguments.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) alias: String,
    pub(super) name: String,
    pub(super) arguments: Map<String, Value>,
    pub(super) selections: Vec<Selection>,
}

/// Reads a document. The error is GitHub's JSON for a document that cannot be parsed.
pub(in crate::github) fn parse(query: &str, variables: &Value) -> Result<Operation, Value> {
    let problem = |text: String| json!({"errors": [{"message": format!("Parse error: {text}")}]});
    let document = Document::parse(query, "query").map_err(|error| problem(error.errors.to_string()))?;
    let operation = document
        .definitions
        .iter()
        .find_map(|definition| match definition {
            Definition::OperationDefinition(operation) => Some(operation),
            _ => None,
        });
    let operation = operation.ok_or_else(|| problem("no operation".into()))?;
    let reader = Reader {
        document: &document,
        operation,
        variables,
    };
    Ok(Operation {
        selections: reader.selections(&operation.selection_set),
    })
}

struct Reader<'a> {
    document: &'a Document,
    operation: &'a ast::OperationDefinition,
    variables: &'a Value,
}

impl Reader<'_> {
    fn selections(&self, set: &[ast::Selection]) -> Vec<Selection> {
        set.iter()
            .filter_map(|selection| self.selection(selection))
            .collect()
    }

    fn selection(&self, selection: &ast::Selection) -> Option<Selection> {
        match selection {
            ast::Selection::Field(field) => self.included(&field.directives).then(|| {
                Selection::Field(Field {
                    alias: field.alias.as_ref().unwrap_or(&field.name).to_string(),
                    name: field.name.to_string(),
                    arguments: self.arguments(&field.arguments),
                    selections: self.selections(&field.selection_set),
                })
            }),
            ast::Selection::FragmentSpread(spread) => {
                let fragment = self
                    .document
                    .definitions
                    .iter()
                    .find_map(|definition| match definition {
                        Definition::FragmentDefinition(f) if f.name == spread.fragment_name => Some(f),
                        _ => None,
                    })?;
                let inside = self.selections(&fragment.selection_set);
                self.included(&spread.directives)
                    .then(|| Selection::On(fragment.type_condition.to_string(), inside))
            }
            ast::Selection::InlineFragment(inline) => {
                let on = inline
                    .type_condition
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                let inside = self.selections(&inline.selection_set);
                self.included(&inline.directives)
                    .then_some(Selection::On(on, inside))
            }
        }
    }

    /// Whether `@include` and `@skip` let it in.
    fn included(&self, directives: &ast::DirectiveList) -> bool {
        directives.0.iter().all(|directive| {
            let condition = self.arguments(&directive.arguments).get("if") == Some(&Value::Bool(true));
            if directive.name == "skip" {
                !condition
            } else {
                condition
            }
        })
    }

    fn arguments(&self, arguments: &[apollo_compiler::Node<ast::Argument>]) -> Map<String, Value> {
        arguments
            .iter()
            .map(|argument| (argument.name.to_string(), self.value(&argument.value)))
            .collect()
    }

    fn value(&self, value: &ast::Value) -> Value {
        match value {
            ast::Value::Null => Value::Null,
            ast::Value::Enum(name) => json!(name.as_str()),
            ast::Value::Variable(name) => self.variable(name.as_str()),
            ast::Value::String(text) => json!(text),
            ast::Value::Float(number) => json!(number.as_str().parse::<f64>().unwrap_or_default()),
            ast::Value::Int(number) => json!(number.as_str().parse::<i64>().unwrap_or_default()),
            ast::Value::Boolean(value) => json!(value),
            ast::Value::List(list) => list.iter().map(|value| self.value(value)).collect(),
            ast::Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| (name.to_string(), self.value(value)))
                .collect(),
        }
    }

    fn variable(&self, name: &str) -> Value {
        let given = self.variables.get(name).cloned();
        given
            .or_else(|| {
                let declared = self
                    .operation
                    .variables
                    .iter()
                    .find(|variable| variable.name == *name)?;
                declared.default_value.as_ref().map(|value| self.value(value))
            })
            .unwrap_or(Value::Null)
    }
}
