//! How much room the data folder has, asked of the file system whenever somebody looks.

use std::path::{Path, PathBuf};

use prometheus::{
    IntGauge, Opts, Registry,
    core::{Collector, Desc},
    proto::MetricFamily,
};

use super::TelemetryError;

/// Adds `sparky_storage_free_bytes{service}` and `sparky_storage_size_bytes{service}` of the file system that holds a folder.
///
/// # Errors
/// The registry has metrics of these names already.
pub fn observe_storage(registry: &Registry, service: &str, folder: &Path) -> Result<(), TelemetryError> {
    Storage::new(service, folder)
        .and_then(|storage| registry.register(Box::new(storage)))
        .map_err(|cause| TelemetryError::Metrics {
            service: service.to_owned(),
            cause,
        })
}

struct Storage {
    folder: PathBuf,
    free: IntGauge,
    size: IntGauge,
}

impl Storage {
    fn new(service: &str, folder: &Path) -> Result<Self, prometheus::Error> {
        let gauge = |name, help| IntGauge::with_opts(Opts::new(name, help).const_label("service", service));
        Ok(Self {
            folder: folder.to_owned(),
            free: gauge(
                "sparky_storage_free_bytes",
                "Bytes that the service may still write to the data folder's file system",
            )?,
            size: gauge(
                "sparky_storage_size_bytes",
                "Size of the data folder's file system",
            )?,
        })
    }
}

impl Collector for Storage {
    fn desc(&self) -> Vec<&Desc> {
        [self.free.desc(), self.size.desc()].concat()
    }

    /// Nothing while the folder is not there: no value is better than a wrong one.
    fn collect(&self) -> Vec<MetricFamily> {
        let Ok(room) = rustix::fs::statvfs(&self.folder) else {
            return Vec::new();
        };
        let bytes = |blocks: u64| i64::try_from(blocks.saturating_mul(room.f_frsize)).unwrap_or(i64::MAX);
        self.free.set(bytes(room.f_bavail));
        self.size.set(bytes(room.f_blocks));
        [self.free.collect(), self.size.collect()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_told_while_the_folder_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::new();
        observe_storage(&registry, "sparky-collector", folder.path()).unwrap();
        let values: Vec<_> = registry
            .gather()
            .iter()
            .map(|family| {
                (
                    family.name().to_owned(),
                    family.get_metric()[0].get_gauge().get_value(),
                )
            })
            .collect();
        assert_eq!(values[0].0, "sparky_storage_free_bytes");
        assert_eq!(values[1].0, "sparky_storage_size_bytes");
        assert!(values[0].1 <= values[1].1 && values[1].1 > 0.0);

        drop(folder);
        assert!(registry.gather().is_empty());
    }
}
