//! `sparky templates` in clap's words.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `sparky templates`.
#[derive(Debug, Subcommand)]
pub enum TemplatesCommand {
    /// Each template: its name, what is made with it, and which file is used
    #[command(after_help = LIST)]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a template as it is used
    #[command(after_help = SHOW)]
    Show {
        /// Its name, as `list` tells it
        name: String,
        /// The built-in text, whether or not a file replaces it
        #[arg(long)]
        built_in: bool,
    },
    /// Try your templates on a sample and show everything that is wrong, each with its place
    #[command(after_help = CHECK)]
    Check {
        /// Files to check [default: every template of yours]
        files: Vec<PathBuf>,
    },
    /// Copy built-in templates to your folder, to be changed there
    #[command(after_help = EJECT)]
    Eject(EjectArgs),
}

/// `sparky templates eject`.
#[derive(Debug, Args)]
pub struct EjectArgs {
    /// Its name, as `list` tells it
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub name: Option<String>,
    /// Every template
    #[arg(long)]
    pub all: bool,
    /// Write over files that are there
    #[arg(long)]
    pub force: bool,
}

const LIST: &str = "\
Examples:
  sparky templates list                          what can be changed, and what is
  sparky templates list --json | jq -r '.[] | select(.file) | .file'";

const SHOW: &str = "\
Examples:
  sparky templates show weekly.md.j2             the template that is used
  sparky templates show weekly.md.j2 --built-in | diff templates/weekly.md.j2 -";

const CHECK: &str = "\
Examples:
  sparky templates check                         every template of yours
  sparky templates check templates/weekly.md.j2  one of them

Exit status: 0 all work, 1 something is wrong";

const EJECT: &str = "\
Examples:
  sparky templates eject weekly.md.j2            to templates/weekly.md.j2, or where generator.templates_dir says
  sparky templates eject --all --force           every template, over those that are there

To change one section alone, do not eject: write templates/weekly.md.j2 with
  {% extends \"builtin/weekly.md.j2\" %}
  {% block people %}{% endblock %}";

pub(super) const TEMPLATES: &str = "\
Examples:
  sparky templates list                          what can be changed, and what is
  sparky templates eject weekly.md.j2            copy one to your folder, then edit it
  sparky templates check                         does it work?
  sparky schema template-context                 what templates may use";
