//! How often the process warned or failed: what an alert about errors looks at.

use std::sync::LazyLock;

use prometheus::{IntCounterVec, Opts, Registry};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{Layer, layer::Context};

/// One for the process, as its log is: the log begins before there is a registry.
static EVENTS: LazyLock<Option<IntCounterVec>> = LazyLock::new(|| {
    let options = Opts::new("sparky_log_events_total", "Warnings and errors of the process");
    let events = IntCounterVec::new(options, &["level"]).ok()?;
    for level in ["warn", "error"] {
        events.with_label_values(&[level]).inc_by(0);
    }
    Some(events)
});

/// Adds `sparky_log_events_total{level}`.
///
/// # Errors
/// The registry has another metric of this name.
pub(super) fn register(registry: &Registry) -> Result<(), prometheus::Error> {
    let Some(events) = &*EVENTS else {
        return Ok(());
    };
    match registry.register(Box::new(events.clone())) {
        // Services of one process share the log, and may share the registry.
        Err(prometheus::Error::AlreadyReg) => Ok(()),
        result => result,
    }
}

/// Counts warnings and errors, whatever the filter of the lines.
pub(super) struct Counted;

impl<S: Subscriber> Layer<S> for Counted {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let level = match *event.metadata().level() {
            Level::ERROR => "error",
            Level::WARN => "warn",
            _ => return,
        };
        if let Some(events) = &*EVENTS {
            events.with_label_values(&[level]).inc();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt;

    #[test]
    fn errors_are_counted_and_news_is_not() {
        let count = || EVENTS.as_ref().unwrap().with_label_values(&["error"]).get();
        let before = count();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(Counted), || {
            tracing::info!("news");
            tracing::error!("a failure");
        });
        assert_eq!(count() - before, 1);
    }
}
