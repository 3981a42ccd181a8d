//! Problems as text: what is wrong, where it stands with a caret below, and what to do.

use std::{error::Error, fmt};

use super::error::{ConfigErrors, Place, Problem};

/// All problems and how many there are.
impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems = &self.problems;
        for entry in problems {
            problem(f, entry)?;
            writeln!(f)?;
        }
        match problems.len() {
            1 => write!(f, "1 problem in the configuration"),
            count => write!(f, "{count} problems in the configuration"),
        }
    }
}

fn problem(f: &mut fmt::Formatter<'_>, problem: &Problem) -> fmt::Result {
    write!(f, "error: ")?;
    if let Some(key) = &problem.key {
        write!(f, "`{}`: ", plain(key))?;
    }
    write!(f, "{}", plain(&problem.kind.to_string()))?;
    if let Some(cause) = problem.kind.source() {
        write!(f, ": {}", plain(&cause.to_string()))?;
    }
    writeln!(f)?;
    let margin = place(f, &problem.place)?;
    if let Some(help) = &problem.help {
        writeln!(f, "{:margin$} = help: {}", "", plain(help))?;
    }
    Ok(())
}

/// Writes the place and gives the width of the margin that line numbers take.
fn place(f: &mut fmt::Formatter<'_>, place: &Place) -> Result<usize, fmt::Error> {
    let margin = match place {
        Place::File { line, .. } => line.to_string().len(),
        _ => 1,
    };
    match place {
        Place::File {
            path,
            line,
            column,
            excerpt,
        } => {
            writeln!(
                f,
                "{:margin$}--> {}:{line}:{column}",
                "",
                plain(&path.display().to_string())
            )?;
            writeln!(f, "{:margin$} |", "")?;
            writeln!(f, "{line} | {}", excerpt.line)?;
            writeln!(
                f,
                "{:margin$} | {:start$}{}",
                "",
                "",
                "^".repeat(excerpt.width),
                start = excerpt.start
            )?;
        }
        Place::Variable(name) => writeln!(f, "{:margin$}--> environment variable {}", "", plain(name))?,
        Place::Flag(name) => writeln!(f, "{:margin$}--> flag {}", "", plain(name))?,
        Place::Everywhere => {}
    }
    Ok(margin)
}

/// The text without control characters: keys, variables and paths may hold anything.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
