//! Connections with an end: `axum::serve` would wait for a silent client for ever.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

/// How long a connection may last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// From its beginning.
    pub(super) answer: Duration,
    /// From the moment the server is told to stop.
    pub(super) drain: Duration,
}

/// Whose connection a request came on. Routes find it as `ConnectInfo<Peer>`.
#[derive(Clone, Debug)]
pub struct Peer {
    address: SocketAddr,
    stays: CancellationToken,
}

impl Peer {
    /// The other end.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets the connection last until the server is told to stop.
    pub fn stay(&self) {
        self.stays.cancel();
    }
}

impl Connected<IncomingStream<'_, Bounded>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Bounded>) -> Self {
        Self {
            address: *stream.remote_addr(),
            stays: stream.io().stays.clone(),
        }
    }
}

/// A listener whose connections end in time.
pub struct Bounded {
    inner: TcpListener,
    limits: Limits,
    shutdown: CancellationToken,
}

impl Bounded {
    pub(super) fn new(inner: TcpListener, limits: Limits, shutdown: CancellationToken) -> Self {
        Self {
            inner,
            limits,
            shutdown,
        }
    }
}

impl Listener for Bounded {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        // The implementation for `TcpListener` waits and tries again where files run out.
        let (stream, address) = Listener::accept(&mut self.inner).await;
        let stays = CancellationToken::new();
        let end = Box::pin(end(self.limits, stays.clone(), self.shutdown.clone()));
        (
            Connection {
                stream,
                end,
                stays,
                over: false,
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// Comes when a connection that begins now must be over.
async fn end(limits: Limits, stays: CancellationToken, shutdown: CancellationToken) {
    let drained = async {
        shutdown.cancelled().await;
        tokio::time::sleep(limits.drain).await;
    };
    let answered = async {
        tokio::select! {
            () = tokio::time::sleep(limits.answer) => {}
            () = stays.cancelled() => std::future::pending().await,
        }
    };
    tokio::select! {
        () = answered => {}
        () = drained => {}
    }
}

/// A connection that fails once its time is over.
pub struct Connection {
    stream: TcpStream,
    end: Pin<Box<dyn Future<Output = ()> + Send>>,
    stays: CancellationToken,
    over: bool,
}

impl Connection {
    /// Asks `transfer` unless the time is over.
    fn in_time<T>(
        &mut self,
        context: &mut Context<'_>,
        transfer: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        // A finished future must not be asked again.
        self.over = self.over || self.end.as_mut().poll(context).is_ready();
        if self.over {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        transfer(Pin::new(&mut self.stream), context)
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.in_time(context, |stream, context| stream.poll_read(context, buffer))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.in_time(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.in_time(context, AsyncWrite::poll_flush)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.in_time(context, AsyncWrite::poll_shutdown)
    }
}
