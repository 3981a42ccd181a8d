//! Every socket has an OS thread of its own with a `current_thread` runtime: on a shared runtime a busy socket of the
//! `zeromq` crate can deadlock with its neighbours, and dropping a runtime is the only sure way to end the tasks that
//! a dropped socket leaves behind.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Duration,
};

use tokio::{runtime::Builder, sync::oneshot};

use super::{BusError, BusStats};

/// What a session asks for at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A new socket, on a new runtime.
    Again,
    /// The end of the thread.
    Stop,
}

/// The thread of a socket. It ends by itself when the channels to it close.
#[derive(Debug)]
pub(super) struct SocketThread {
    ended: oneshot::Receiver<()>,
}

impl SocketThread {
    /// Waits for the end.
    pub(super) async fn ended(self) {
        // The sender is never used: the error says that the thread has dropped it.
        let _: Result<(), oneshot::error::RecvError> = self.ended.await;
    }
}

/// Runs sessions one after the other, each on a fresh runtime, until one says stop. A session that panics is followed
/// by another.
pub(super) fn spawn(
    name: &str,
    stats: std::sync::Arc<BusStats>,
    mut session: impl AsyncFnMut() -> Next + Send + 'static,
) -> Result<SocketThread, BusError> {
    let (ending, ended) = oneshot::channel();
    let run = move || {
        loop {
            match run_session(&mut session) {
                Ok(Next::Stop) => break,
                Ok(Next::Again) => stats.count_recreated(),
                Err(error) => {
                    tracing::error!(%error, "a socket broke down and is made again");
                    stats.count_recreated();
                    thread::park_timeout(Duration::from_millis(100));
                }
            }
        }
        drop(ending);
    };
    thread::Builder::new()
        .name(name.into())
        .spawn(run)
        .map_err(BusError::Thread)?;
    Ok(SocketThread { ended })
}

fn run_session(session: &mut impl AsyncFnMut() -> Next) -> io::Result<Next> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let next = catch_unwind(AssertUnwindSafe(|| runtime.block_on(session())));
    // Not waited for: a name look-up that hangs must not hang the socket.
    runtime.shutdown_background();
    next.map_err(|_| io::Error::other("the session of a socket panicked"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_followed_by_a_new_session() {
        let stats = Arc::new(BusStats::default());
        let mut sessions = 0;
        let thread = spawn("test", stats.clone(), async move || {
            sessions += 1;
            match sessions {
                1 => panic!("on purpose"),
                2 => Next::Again,
                _ => Next::Stop,
            }
        });
        thread.unwrap().ended().await;
        assert_eq!(stats.recreated(), 2);
    }
}
