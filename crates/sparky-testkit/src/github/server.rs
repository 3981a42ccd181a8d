//! The server itself: a socket, a thread of its own, and the state behind a lock.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde_json::Value;
use tokio::{io::BufReader, net::TcpStream, sync::oneshot};

use super::{
    clock::VirtualClock,
    fault::{Change, Fault, Faults},
    limits::{Account, Limits},
    log::{Request, RequestLog},
    reply::reply,
    state::State,
    wire::{self, Incoming},
    world::World,
};

/// A running stand-in; it stops when it is dropped.
#[derive(Debug)]
pub struct GitHubServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl GitHubServer {
    /// Starts on a free port of this machine.
    pub fn start(clock: VirtualClock) -> Self {
        Self::start_at("127.0.0.1:0".parse().expect("an address"), clock)
    }

    /// Starts at an address.
    ///
    /// # Panics
    /// When the address is taken.
    pub fn start_at(address: SocketAddr, clock: VirtualClock) -> Self {
        let listener = TcpListener::bind(address).expect("the stand-in's address is free");
        listener.set_nonblocking(true).expect("the socket can be polled");
        let address = listener.local_addr().expect("the socket is bound");
        let state = Arc::new(Mutex::new(State::new(clock)));
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                tokio::select! {
                    () = serve(listener, served) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            state,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where it is: the value of `github.api_url`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What exists, to look at and to change.
    pub fn world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.lock().world)
    }

    /// Every request so far.
    pub fn log(&self) -> RequestLog {
        self.lock().log.clone()
    }

    /// Forgets the requests so far.
    pub fn clear_log(&self) {
        self.lock().log = RequestLog::default();
    }

    /// Sets what a client may spend, from now on.
    pub fn limit(&self, limits: Limits) {
        let mut state = self.lock();
        state.account = Account::new(limits.points, state.now());
        state.limits = limits;
    }

    /// Lets every answer take some real time.
    pub fn latency(&self, latency: Duration) {
        self.lock().latency = latency;
    }

    /// Sets the server's clock ahead of everybody else's.
    pub fn skew(&self, seconds: i64) {
        let mut state = self.lock();
        state.skew = seconds;
        state.account = Account::new(state.limits.points, state.now());
    }

    /// Fails the next requests.
    pub fn fail(&self, times: usize, fault: Fault) {
        self.fail_when(|_| true, times, fault);
    }

    /// Fails the next requests that a condition picks.
    pub fn fail_when(&self, when: impl Fn(&Request) -> bool + Send + 'static, times: usize, fault: Fault) {
        self.lock().faults.add(when, times, fault);
    }

    /// Changes what exists when the first request comes that a condition picks.
    pub fn change_when(
        &self,
        when: impl Fn(&Request) -> bool + Send + 'static,
        change: impl FnOnce(&mut World) + Send + 'static,
    ) {
        self.lock().changes.push(Change::new(when, change));
    }

    /// Ends every fault.
    pub fn heal(&self) {
        self.lock().faults = Faults::default();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("the stand-in has not panicked")
    }
}

impl Drop for GitHubServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // An error means that the thread is gone already.
            stop.send(()).ok();
        }
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join)
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("a runtime");
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&state)));
    }
}

/// Answers requests of one connection until it ends. A client that breaks off is no concern of the server.
async fn converse(stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut stream = BufReader::new(stream);
    while let Ok(Some(incoming)) = wire::read(&mut stream).await {
        if exchange(&mut stream, incoming, &state).await.is_err() {
            return;
        }
    }
}

async fn exchange(
    stream: &mut BufReader<TcpStream>,
    incoming: Incoming,
    state: &Mutex<State>,
) -> std::io::Result<()> {
    let request = note(incoming);
    let began = Instant::now();
    let lock = || state.lock().expect("the stand-in has not panicked");
    let (latency, at, fault) = {
        let mut state = lock();
        let (at, fault) = state.arrive(request.clone());
        (state.latency, at, fault)
    };
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    if matches!(fault, Some(Fault::Hang)) {
        lock().in_flight -= 1;
        return std::future::pending().await;
    }
    let answer = {
        let mut state = lock();
        let answer = reply(&mut state, &request, at, fault.as_ref());
        state.log.0[at].status = answer.status;
        state.log.0[at].took = began.elapsed();
        state.in_flight -= 1;
        answer
    };
    match fault {
        Some(Fault::Reset) => Err(std::io::ErrorKind::ConnectionReset.into()),
        Some(Fault::Truncated) => {
            wire::write(stream, &answer, false).await?;
            Err(std::io::ErrorKind::UnexpectedEof.into())
        }
        _ => wire::write(stream, &answer, true).await,
    }
}

fn note(incoming: Incoming) -> Request {
    let body: Value = serde_json::from_slice(&incoming.body).unwrap_or_default();
    let query = body["query"].as_str().unwrap_or_default().to_owned();
    let operation = query.split_once("query ").map_or("", |(_, rest)| rest);
    let operation = operation
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_owned();
    Request {
        method: incoming.method,
        path: path(&incoming.path),
        headers: incoming.headers,
        operation,
        query,
        variables: body["variables"].clone(),
        at: Timestamp::UNIX_EPOCH,
        in_flight: 0,
        while_exhausted: false,
        points: 0,
        status: 0,
        took: Duration::ZERO,
    }
}

/// The path of a target; a client that takes the server for its proxy sends whole URLs.
fn path(target: &str) -> String {
    let rest = target
        .split_once("://")
        .map_or(target, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    rest.to_owned()
}
