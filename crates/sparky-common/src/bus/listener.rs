//! The life of a socket that listens: it is bound for whoever waits to hear its address, and made again, where its peers
//! know it, when it breaks down.

use std::time::Duration;

use tokio::sync::oneshot;

use super::{
    BusError, Endpoint, Settings, TransportError, thread,
    thread::{Next, SocketThread},
    transport::{Link, Role, Transport, ZeroMq},
};

/// How long binding may take, and how long what is queued may take to leave when the socket closes.
const PATIENCE: Duration = Duration::from_millis(500);

/// What is done with a bound socket. It outlives a socket that broke down.
pub(super) trait Duty: Send + 'static {
    /// What the socket is for.
    const ROLE: Role;
    /// Its name in logs and of its thread.
    const NAME: &'static str;

    /// Whether nobody needs the socket any more.
    fn is_over(&self) -> bool;

    /// Uses the socket until it is needed no more. An error means that the socket broke down.
    async fn serve(&mut self, link: &mut dyn Link) -> Result<(), TransportError>;
}

/// Binds a socket on a thread of its own; gives the address that was bound, with its real port, and the thread.
///
/// # Errors
/// [`BusError::Bind`], [`BusError::Thread`].
pub(super) async fn listen<D: Duty>(
    endpoint: &Endpoint,
    settings: &Settings,
    duty: D,
) -> Result<(Endpoint, SocketThread), BusError> {
    let (ready, bound) = oneshot::channel();
    let mut listener = Listener {
        transport: ZeroMq::new(settings),
        endpoint: endpoint.clone(),
        duty,
        ready: Some(ready),
    };
    let name = format!("bus-{}", D::NAME);
    let thread = thread::spawn(&name, settings.stats.clone(), async move || listener.run().await)?;
    let local = bound.await.map_err(|_| BusError::Closed {
        endpoint: endpoint.clone(),
    })?;
    let local = local.map_err(|source| BusError::Bind {
        endpoint: endpoint.clone(),
        source,
    })?;
    Ok((local, thread))
}

struct Listener<T, D> {
    transport: T,
    endpoint: Endpoint,
    duty: D,
    /// Who waits to hear how binding went.
    ready: Option<oneshot::Sender<Result<Endpoint, TransportError>>>,
}

impl<T: Transport, D: Duty> Listener<T, D> {
    /// The life of one socket.
    async fn run(&mut self) -> Next {
        let mut link = match self.transport.open(D::ROLE, &self.endpoint, PATIENCE).await {
            Ok(link) => link,
            Err(trouble) => return self.failed_to_bind(trouble).await,
        };
        self.endpoint = link.local_endpoint();
        if let Some(ready) = self.ready.take()
            && ready.send(Ok(self.endpoint.clone())).is_err()
        {
            return Next::Stop;
        }
        let outcome = self.duty.serve(&mut *link).await;
        link.close(PATIENCE).await;
        match outcome {
            Ok(()) => Next::Stop,
            Err(trouble) => {
                tracing::error!(endpoint = %self.endpoint, %trouble, "the socket of a {} broke down and is made again", D::NAME);
                Next::Again
            }
        }
    }

    async fn failed_to_bind(&mut self, trouble: TransportError) -> Next {
        match self.ready.take() {
            Some(ready) => {
                // Whoever asked may have gone away; then there is nobody to tell.
                let _: Result<(), _> = ready.send(Err(trouble));
                Next::Stop
            }
            None if self.duty.is_over() => Next::Stop,
            None => {
                tracing::error!(endpoint = %self.endpoint, %trouble, "a {} cannot listen again yet", D::NAME);
                tokio::time::sleep(PATIENCE).await;
                Next::Again
            }
        }
    }
}
