//! Keeping the disk away from the threads that serve the network.

/// Runs a closure that waits for the disk on a thread for such work. A panic inside goes on outside.
pub(crate) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // Only a runtime that is being torn down cancels such work; there is nobody left to answer.
        Err(_) => std::future::pending().await,
    }
}
