//! A part of a value by JSON pointer (RFC 6901), without writing out the rest: the insights of a large organisation are, with
//! their prose, too large to be JSON for every number that is looked up.

use serde::{
    Serialize,
    ser::{self, Impossible, Serializer},
};
use serde_json::{Error, Value};

use super::Insights;

impl Insights {
    /// What a JSON pointer names in the JSON of these insights.
    pub fn at(&self, pointer: &str) -> Option<Value> {
        at(self, pointer)
    }
}

/// What a JSON pointer names in the JSON of a value. Only the part that it leads to is written out.
fn at<T: Serialize + ?Sized>(whole: &T, pointer: &str) -> Option<Value> {
    // What this walk does not know (variants of enums with fields beside them) is looked up in the whole.
    pick(whole, pointer).unwrap_or_else(|_| {
        let mut whole = serde_json::to_value(whole).ok()?;
        whole.pointer_mut(pointer).map(Value::take)
    })
}

type Picked = Result<Option<Value>, Error>;

fn pick<T: Serialize + ?Sized>(value: &T, pointer: &str) -> Picked {
    if pointer.is_empty() {
        return serde_json::to_value(value).map(Some);
    }
    let Some(names) = pointer.strip_prefix('/') else {
        return Ok(None);
    };
    let (name, rest) = names.split_at(names.find('/').unwrap_or(names.len()));
    value.serialize(Pick {
        name: name.replace("~1", "/").replace("~0", "~"),
        rest,
    })
}

/// A serializer that goes one step down: to the field, key or place of this name, and from there to the rest.
struct Pick<'p> {
    name: String,
    rest: &'p str,
}

impl<'p> Pick<'p> {
    fn fields(self) -> Fields<'p> {
        Fields {
            pick: self,
            is_next: false,
            found: None,
        }
    }

    fn items(self) -> Items<'p> {
        // A pointer writes a place in one way only.
        let place = self.name.parse::<usize>().ok();
        Items {
            place: place.filter(|place| place.to_string() == self.name),
            rest: self.rest,
            next: 0,
            found: None,
        }
    }
}

/// What has no parts is not where a pointer goes on.
macro_rules! leaves {
    ($($method:ident($($value:ty),*);)*) => {
        $(fn $method(self, $(_: $value),*) -> Picked {
            Ok(None)
        })*
    };
}

impl<'p> Serializer for Pick<'p> {
    type Ok = Option<Value>;
    type Error = Error;
    type SerializeSeq = Items<'p>;
    type SerializeTuple = Items<'p>;
    type SerializeTupleStruct = Items<'p>;
    type SerializeTupleVariant = Impossible<Option<Value>, Error>;
    type SerializeMap = Fields<'p>;
    type SerializeStruct = Fields<'p>;
    type SerializeStructVariant = Impossible<Option<Value>, Error>;

    leaves! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Picked {
        bytes.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Picked {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Picked {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Picked {
        if self.name == variant {
            pick(value, self.rest)
        } else {
            Ok(None)
        }
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'p>, Error> {
        Ok(self.items())
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'p>, Error> {
        Ok(self.items())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'p>, Error> {
        Ok(self.items())
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(unknown(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'p>, Error> {
        Ok(self.fields())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'p>, Error> {
        Ok(self.fields())
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(unknown(name))
    }
}

fn unknown(name: &str) -> Error {
    ser::Error::custom(format!("a variant of {name} is not walked into"))
}

/// Looks for a place in a list.
struct Items<'p> {
    place: Option<usize>,
    rest: &'p str,
    next: usize,
    found: Option<Value>,
}

impl Items<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if self.place == Some(self.next) {
            self.found = pick(value, self.rest)?;
        }
        self.next += 1;
        Ok(())
    }
}

impl ser::SerializeSeq for Items<'_> {
    type Ok = Option<Value>;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Picked {
        Ok(self.found)
    }
}

impl ser::SerializeTuple for Items<'_> {
    type Ok = Option<Value>;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Picked {
        Ok(self.found)
    }
}

impl ser::SerializeTupleStruct for Items<'_> {
    type Ok = Option<Value>;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Picked {
        Ok(self.found)
    }
}

/// Looks for a field or key.
struct Fields<'p> {
    pick: Pick<'p>,
    is_next: bool,
    found: Option<Value>,
}

impl ser::SerializeMap for Fields<'_> {
    type Ok = Option<Value>;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let key = serde_json::to_value(key)?;
        // A number is a key as it is written.
        let written = key.to_string();
        self.is_next = key.as_str().unwrap_or(&written) == self.pick.name;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if self.is_next {
            self.found = pick(value, self.pick.rest)?;
        }
        Ok(())
    }

    fn end(self) -> Picked {
        Ok(self.found)
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = Option<Value>;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        if key == self.pick.name {
            self.found = pick(value, self.pick.rest)?;
        }
        Ok(())
    }

    fn end(self) -> Picked {
        Ok(self.found)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::{Evidence, Span};

    #[derive(Serialize)]
    enum Shape {
        Plain,
        Wrapped(Vec<u8>),
        Pair(u8, u8),
        Named { side: f64 },
    }

    #[derive(Serialize)]
    struct Whole {
        number: u64,
        text: &'static str,
        nothing: Option<u8>,
        something: Option<Vec<u8>>,
        map: BTreeMap<u32, &'static str>,
        names: BTreeMap<&'static str, u8>,
        tuple: (u8, char),
        shapes: Vec<Shape>,
        span: Span,
        evidence: Vec<Evidence>,
        #[serde(flatten)]
        more: BTreeMap<&'static str, bool>,
    }

    fn whole() -> Whole {
        Whole {
            number: 7,
            text: "seven",
            nothing: None,
            something: Some(vec![1, 2]),
            map: [(4, "four")].into(),
            names: [("a/b~c", 1), ("", 2)].into(),
            tuple: (3, 'x'),
            shapes: vec![
                Shape::Plain,
                Shape::Wrapped(vec![9]),
                Shape::Pair(1, 2),
                Shape::Named { side: 0.5 },
            ],
            span: Span::Text { text: "said".into() },
            evidence: vec![Evidence::Reference {
                repository: "acme/parser".into(),
                number: 3,
            }],
            more: [("flat", true)].into(),
        }
    }

    /// Every pointer into a value.
    fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
        all.push(here.to_owned());
        match value {
            Value::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    pointers(item, &format!("{here}/{place}"), all);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    pointers(field, &format!("{here}/{name}"), all);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_part_is_what_it_is_in_the_whole() {
        let json = serde_json::to_value(whole()).unwrap();
        let mut all = Vec::new();
        pointers(&json, "", &mut all);
        assert!(all.len() > 25, "{all:?}");
        for pointer in all {
            assert_eq!(
                at(&whole(), &pointer).as_ref(),
                json.pointer(&pointer),
                "{pointer}"
            );
        }
    }

    #[test]
    fn what_is_not_there_is_nothing() {
        for pointer in [
            "number",
            "/none",
            "/number/0",
            "/something/2",
            "/something/01",
            "/something/+1",
            "/nothing/0",
            "/shapes/1/Plain",
            "/tuple/2",
            "/text/",
            "/names/a",
            "/",
        ] {
            assert_eq!(at(&whole(), pointer), None, "{pointer}");
        }
    }
}
