//! The shape of log lines.

use std::fmt;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Full, Json, Writer},
    },
    registry::LookupSpan,
};

use super::escape::Escaping;

/// One readable line for each event: time, level, where it comes from, message and fields.
pub(super) struct TextLines {
    /// Whether levels are coloured.
    pub(super) colours: bool,
    inner: Format<Full, ()>,
}

impl TextLines {
    pub(super) fn new(colours: bool) -> Self {
        Self {
            colours,
            inner: Format::default()
                .without_time()
                .with_level(false)
                .with_ansi(false),
        }
    }
}

impl<S, N> FormatEvent<S, N> for TextLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.inner.format_event(context, Writer::new(&mut line), event)?;
        let level = event.metadata().level();
        match self.colours {
            true => write!(
                writer,
                "{:.3} {}{level:>5}\x1b[0m ",
                jiff::Timestamp::now(),
                colour(*level)
            )?,
            false => write!(writer, "{:.3} {level:>5} ", jiff::Timestamp::now())?,
        }
        fmt::Write::write_str(&mut Escaping(&mut writer), line.trim_end_matches('\n'))?;
        writeln!(writer)
    }
}

fn colour(level: Level) -> &'static str {
    match level {
        Level::ERROR => "\x1b[31m",
        Level::WARN => "\x1b[33m",
        Level::INFO => "\x1b[32m",
        Level::DEBUG => "\x1b[34m",
        Level::TRACE => "\x1b[35m",
    }
}

/// One JSON object for each event, with the name of the service.
pub(super) struct JsonLines {
    /// `"service":"NAME",` as it stands in the object.
    service: String,
    inner: Format<Json>,
}

impl JsonLines {
    pub(super) fn new(service: &str) -> Self {
        let service = format!("\"service\":{},", serde_json::Value::from(service));
        Self {
            service,
            inner: Format::default().json(),
        }
    }
}

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.inner.format_event(context, Writer::new(&mut line), event)?;
        let fields = line.trim_end_matches('\n').trim_start_matches('{');
        write!(writer, "{{{}", self.service)?;
        fmt::Write::write_str(&mut Escaping(&mut writer), fields)?;
        writeln!(writer)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use tracing_subscriber::{fmt::format::JsonFields, layer::SubscriberExt};

    use super::*;

    const HOSTILE: &str = "x\u{1b}[2J\u{9b}31m\r\n\u{7}\u{7f}\u{202e}y\n2026 INFO forged";

    /// Where a test's log lines go.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("paper").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Paper {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().expect("paper").clone()).expect("UTF-8")
        }
    }

    /// Logs hostile text in every place a caller can put it.
    fn log_hostile(subscriber: impl Subscriber + Send + Sync) {
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("task", repo = %HOSTILE, quoted = HOSTILE);
            let _entered = span.enter();
            let error = io::Error::other(HOSTILE);
            tracing::warn!(subject = %HOSTILE, debug = ?HOSTILE, error = &error as &dyn std::error::Error, "{HOSTILE}");
        });
    }

    fn assert_harmless(lines: &str) {
        let raw: Vec<char> = lines
            .trim_end_matches('\n')
            .chars()
            .filter(|c| c.is_control())
            .collect();
        assert!(raw.is_empty(), "{raw:?} in {lines}");
        assert!(!lines.contains('\u{202e}'), "{lines}");
    }

    #[test]
    fn hostile_text_stays_on_its_line_and_off_the_terminal() {
        let paper = Paper::default();
        let writer = paper.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .event_format(TextLines::new(false))
            .with_writer(move || writer.clone());
        log_hostile(tracing_subscriber::registry().with(layer));
        assert_harmless(&paper.text());
        assert!(
            paper.text().contains("\\u000a2026 INFO forged"),
            "{}",
            paper.text()
        );
    }

    #[test]
    fn hostile_text_survives_json_as_data() {
        let paper = Paper::default();
        let writer = paper.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .fmt_fields(JsonFields::new())
            .event_format(JsonLines::new("sparky-collector"))
            .with_writer(move || writer.clone());
        log_hostile(tracing_subscriber::registry().with(layer));
        assert_harmless(&paper.text());
        let line: serde_json::Value = serde_json::from_str(&paper.text()).expect("one JSON object");
        assert_eq!(line["service"], "sparky-collector");
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["fields"]["message"], HOSTILE);
        assert_eq!(line["fields"]["subject"], HOSTILE);
        assert_eq!(line["span"]["repo"], HOSTILE);
    }

    #[test]
    fn only_the_level_is_coloured() {
        let paper = Paper::default();
        let writer = paper.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .event_format(TextLines::new(true))
            .with_writer(move || writer.clone());
        log_hostile(tracing_subscriber::registry().with(layer));
        assert_eq!(paper.text().matches('\u{1b}').count(), 2, "{}", paper.text());
        assert!(paper.text().contains("\x1b[33m WARN\x1b[0m "), "{}", paper.text());
    }
}
