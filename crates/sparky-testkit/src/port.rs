//! Ports for servers of tests.

use std::{
    fs::{self, File},
    net::TcpListener,
    sync::{Mutex, PoisonError},
};

/// Where the system begins to take ports for connections that somebody opens; those are left to it.
const EPHEMERAL: u16 = 32_768;

/// The first port that tests take.
const FIRST: u16 = 20_000;

/// The files that reserve the ports of this process: the system frees them when it ends.
static RESERVED: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A port of this machine on which nobody listens, for a server that cannot take port 0. No other test gets it as long as this
/// process lives, and no connection either: it lies below the ports that the system gives to those.
///
/// # Panics
/// When no port can be reserved.
pub fn free_port() -> u16 {
    let folder = std::env::temp_dir().join("sparky-test-ports");
    fs::create_dir_all(&folder).expect("a folder for reserved ports");
    let free = std::iter::repeat_with(|| fastrand::u16(FIRST..EPHEMERAL))
        .take(1000)
        .find(|port| {
            let file = File::create(folder.join(port.to_string())).expect("a file for the port");
            let free = file.try_lock().is_ok() && TcpListener::bind(("127.0.0.1", *port)).is_ok();
            if free {
                RESERVED.lock().unwrap_or_else(PoisonError::into_inner).push(file);
            }
            free
        });
    free.expect("a free port")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gets_a_port_twice() {
        let mut ports: Vec<u16> = (0..50).map(|_| free_port()).collect();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 50);
        assert!(ports.iter().all(|port| (FIRST..EPHEMERAL).contains(port)));
    }
}
