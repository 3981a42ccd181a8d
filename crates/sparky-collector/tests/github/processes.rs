//! Looks at the process list as any user of the machine can, while something runs.

use std::{
    collections::BTreeSet,
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

/// A look at every process's arguments, again and again.
pub struct Watch {
    over: Arc<AtomicBool>,
    thread: JoinHandle<BTreeSet<String>>,
}

impl Watch {
    pub fn begin() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&over);
        let thread = std::thread::spawn(move || {
            let mut seen = BTreeSet::new();
            while !stop.load(Ordering::Relaxed) {
                seen.extend(arguments());
                std::thread::yield_now();
            }
            seen
        });
        Self { over, thread }
    }

    /// The arguments of every process that was seen, one text each.
    pub fn end(self) -> BTreeSet<String> {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

fn arguments() -> impl Iterator<Item = String> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    // A process may end while it is looked at.
    let read = |entry: fs::DirEntry| fs::read(entry.path().join("cmdline")).ok();
    entries
        .filter(|entry| entry.file_name().as_encoded_bytes()[0].is_ascii_digit())
        .filter_map(read)
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
}
