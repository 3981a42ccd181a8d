//! The layer of the variables `SPARKY_SECTION__KEY`.

use super::{
    admit::Admission,
    error::ProblemKind,
    item::Spot,
    layers::{Layer, Setting},
    nearest::nearest,
    options::LoadOptions,
    origin::Origin,
    schema::{self, Field},
    typed,
};

/// Variables of other programs that mean an option of ours too; our own variable of the option wins.
const FOREIGN: [(&str, &str); 7] = [
    ("GITHUB_TOKEN", "github.token"),
    ("GH_HOST", "github.host"),
    ("OLLAMA_HOST", "llm.ollama_host"),
    ("OPENAI_API_KEY", "llm.openai_api_key"),
    ("OPENAI_BASE_URL", "llm.openai_url"),
    ("ANTHROPIC_API_KEY", "llm.anthropic_api_key"),
    ("ANTHROPIC_BASE_URL", "llm.anthropic_url"),
];

/// The variable that sets an option, given its dotted key.
pub(super) fn variable(key: &str) -> String {
    format!("SPARKY_{}", key.replace('.', "__").to_uppercase())
}

/// Reads every variable that names an option, and those of other programs.
///
/// Other variables that begin with `SPARKY_` are none of ours: Kubernetes sets some for every service
/// (`SPARKY_ORCHESTRATOR_SERVICE_HOST`). Refused are those with `__` that name nothing, and those that would name an
/// option if they had two underscores.
pub(super) fn read(options: &LoadOptions, sections: &[Field], admission: &mut Admission<'_>) -> Layer {
    let mut layer = Layer::new();
    for (key, option) in schema::options(sections) {
        let ours = variable(&key);
        let foreign = FOREIGN
            .iter()
            .find(|(_, meant)| *meant == key)
            .map(|(name, _)| (*name).to_owned());
        let set = |name: &String| options.environment.contains_key(name);
        let Some(name) = Some(ours)
            .filter(set)
            .or_else(|| foreign.filter(|name| options.variable(name).is_some()))
        else {
            continue;
        };
        let spot = Spot::Variable(name.as_str().into());
        let item = typed::value(&options.environment[&name], &option.kind, &key, &spot, admission);
        if let Some(value) = item.and_then(|item| admission.value(&key, &option.kind, &item)) {
            layer.insert(
                key,
                Setting {
                    value,
                    origin: Origin::Variable(name),
                    spot,
                },
            );
        }
    }
    refuse_unknown(options, sections, admission);
    layer
}

fn refuse_unknown(options: &LoadOptions, sections: &[Field], admission: &mut Admission<'_>) {
    let known: Vec<String> = schema::options(sections).map(|(key, _)| variable(&key)).collect();
    let unknown = options
        .environment
        .keys()
        .filter(|name| name.starts_with("SPARKY_") && !known.contains(name));
    for name in unknown {
        if let Some(help) = meant(name, &known) {
            admission.refuse(
                &dotted(name),
                &Spot::Variable(name.as_str().into()),
                ProblemKind::UnknownKey,
                Some(help),
            );
        }
    }
}

/// What to write instead of an unknown variable; none where it is none of ours.
fn meant(name: &str, known: &[String]) -> Option<String> {
    if name.contains("__") {
        return Some(match nearest(name, known.iter().map(String::as_str)) {
            Some(variable) => format!("did you mean {variable}?"),
            None => {
                "variables are named SPARKY_SECTION__KEY; `sparky config show` lists every key".to_owned()
            }
        });
    }
    let one_underscore = known
        .iter()
        .find(|variable| variable.replace("__", "_") == name)?;
    Some(format!(
        "did you mean {one_underscore}, with two underscores after the section?"
    ))
}

/// The key that a variable seems to mean.
fn dotted(variable: &str) -> String {
    variable
        .trim_start_matches("SPARKY_")
        .replace("__", ".")
        .to_lowercase()
}
