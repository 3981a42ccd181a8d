//! The metrics that every service has.

use prometheus::{IntGauge, Opts, Registry};

use super::counted;

/// Adds `sparky_build_info{service,version}` and `sparky_up{service}`, both 1 as long as the process answers,
/// and the count of its warnings and errors.
pub(super) fn register(registry: &Registry, service: &str, version: &str) -> Result<(), prometheus::Error> {
    let build = Opts::new("sparky_build_info", "The version that runs; always 1")
        .const_label("service", service)
        .const_label("version", version);
    let up = Opts::new("sparky_up", "Whether the service runs; always 1").const_label("service", service);
    for options in [build, up] {
        let gauge = IntGauge::with_opts(options)?;
        gauge.set(1);
        registry.register(Box::new(gauge))?;
    }
    counted::register(registry)
}
