//! Keeping the disk away from the threads that serve the network.

use tokio::runtime::{Handle, RuntimeFlavor};

/// Runs a closure that waits for the disk on a thread for such work. A panic inside goes on outside. Where all is one
/// thread, as in a simulation, order matters more than who waits: then it is simply done.
pub(crate) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let single = |runtime: Handle| runtime.runtime_flavor() == RuntimeFlavor::CurrentThread;
    if Handle::try_current().map_or(true, single) {
        return work();
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // Only a runtime that is being torn down cancels such work; there is nobody left to answer.
        Err(_) => std::future::pending().await,
    }
}
