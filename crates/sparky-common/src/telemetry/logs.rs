//! Starting the log of a process.

use std::{
    io::{self, IsTerminal},
    sync::OnceLock,
};

use tracing_subscriber::{
    EnvFilter, Layer, fmt::format::JsonFields, layer::SubscriberExt, reload, util::SubscriberInitExt,
};

use super::{
    counted::Counted,
    error::TelemetryError,
    lines::{JsonLines, TextLines},
};
use crate::config::{LogFormat, Telemetry};

/// Replaces the filter of the process's log.
type Replace = Box<dyn Fn(EnvFilter) -> Result<(), reload::Error> + Send + Sync>;

static REPLACE: OnceLock<Replace> = OnceLock::new();

/// Sends the log lines of this process to stderr, under the name of a service.
///
/// `RUST_LOG`, where it is set, replaces `telemetry.log`; `NO_COLOR` takes the colours away.
///
/// # Errors
/// The filter is none, or a log was started before.
pub fn init(telemetry: &Telemetry, service: &str) -> Result<(), TelemetryError> {
    let filter = filter(variable("RUST_LOG"), &telemetry.log)?;
    let (filter, handle) = reload::Layer::new(filter);
    let terminal = io::stderr().is_terminal();
    let json = match telemetry.format {
        LogFormat::Auto => !terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    // Colours are ours, not the library's: it would let escape sequences of collected text through with its own.
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(io::stderr);
    let lines = match json {
        true => lines
            .fmt_fields(JsonFields::new())
            .event_format(JsonLines::new(service))
            .boxed(),
        false => lines
            .event_format(TextLines::new(terminal && variable("NO_COLOR").is_none()))
            .boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(Counted)
        .try_init()
        .map_err(TelemetryError::Twice)?;
    // The first one to begin is the only one.
    let _ = REPLACE.set(Box::new(move |filter| handle.reload(filter)));
    Ok(())
}

/// Lets the log begun by [`init`] follow another filter from now on. Returns whether it does: `RUST_LOG` stays in force where it is
/// set.
///
/// # Errors
/// The filter is none.
pub fn follow(telemetry: &Telemetry) -> Result<bool, TelemetryError> {
    if variable("RUST_LOG").is_some() {
        return Ok(false);
    }
    let filter = filter(None, &telemetry.log)?;
    Ok(REPLACE.get().is_some_and(|replace| replace(filter).is_ok()))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn filter(variable: Option<String>, configured: &str) -> Result<EnvFilter, TelemetryError> {
    let (filter, origin) = match variable {
        Some(filter) => (filter, "RUST_LOG"),
        None => (configured.to_owned(), "telemetry.log"),
    };
    EnvFilter::builder()
        .parse(&filter)
        .map_err(|cause| TelemetryError::Filter {
            filter,
            origin,
            cause,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_wins_over_the_configuration() {
        let shown = |variable: Option<&str>| {
            filter(variable.map(Into::into), "info")
                .expect("a filter")
                .to_string()
        };
        assert_eq!(shown(Some("sparky_collector=debug")), "sparky_collector=debug");
        assert_eq!(shown(None), "info");
    }

    #[test]
    fn a_bad_filter_is_named_with_its_origin() {
        let error = filter(Some("sparky=loud".into()), "info").expect_err("no filter");
        assert_eq!(
            error.to_string(),
            "cannot read the log filter `sparky=loud` of RUST_LOG"
        );
    }
}
