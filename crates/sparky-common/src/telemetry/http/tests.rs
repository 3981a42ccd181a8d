//! The server over real TCP, with friendly and with useless clients.

use std::time::Instant;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};

use super::*;

/// A server that runs.
struct Running {
    address: SocketAddr,
    health: Health,
    shutdown: CancellationToken,
    server: JoinHandle<Result<(), TelemetryError>>,
}

impl Running {
    async fn start(limits: impl FnOnce(&mut Limits)) -> Self {
        let health = Health::new("sparky-collector", &["bus"]);
        let mut server = HttpServer::bind("127.0.0.1:0", health.clone(), Registry::new())
            .await
            .expect("bound");
        limits(&mut server.limits);
        let address = server.local_addr();
        let shutdown = CancellationToken::new();
        let server = tokio::spawn(server.run(shutdown.clone()));
        Self {
            address,
            health,
            shutdown,
            server,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connected")
    }

    /// The status line and the body of a page.
    async fn get(&self, path: &str) -> (String, String) {
        let mut stream = self.connect().await;
        let request = format!("GET {path} HTTP/1.1\r\nHost: sparky\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .await
            .expect("an answer that ends");
        let (head, body) = answer.split_once("\r\n\r\n").expect("head and body");
        (
            head.lines().next().unwrap_or_default().to_owned(),
            body.to_owned(),
        )
    }

    async fn stop(self) {
        self.shutdown.cancel();
        self.server.await.expect("no panic").expect("a clean end");
    }
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[tokio::test]
async fn readiness_follows_the_conditions() {
    let running = Running::start(|_| {}).await;
    let (status, body) = running.get("/ready").await;
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    assert_eq!(json(&body)["waiting_for"][0]["name"], "bus");
    assert_eq!(json(&body)["waiting_for"][0]["reason"], "starting");
    running.health.set_ready("bus");
    assert_eq!(running.get("/ready").await.0, "HTTP/1.1 200 OK");
    running.health.set_not_ready("bus", "the orchestrator is silent");
    assert_eq!(
        json(&running.get("/ready").await.1)["waiting_for"][0]["reason"],
        "the orchestrator is silent"
    );
    assert_eq!(running.get("/live").await.0, "HTTP/1.1 200 OK");
    assert_eq!(running.get("/nowhere").await.0, "HTTP/1.1 404 Not Found");
    running.stop().await;
}

#[tokio::test]
async fn health_and_metrics_name_service_and_version() {
    let running = Running::start(|_| {}).await;
    let health = json(&running.get("/health").await.1);
    assert_eq!(
        (&health["service"], &health["version"]),
        (&"sparky-collector".into(), &VERSION.into())
    );
    assert_eq!(health["checks"][0]["ready"], false);
    assert!(
        health["uptime_seconds"]
            .as_f64()
            .is_some_and(|seconds| seconds > 0.0),
        "{health}"
    );
    let (_, metrics) = running.get("/metrics").await;
    let build = format!("sparky_build_info{{service=\"sparky-collector\",version=\"{VERSION}\"}} 1");
    assert!(metrics.contains(&build), "{metrics}");
    assert!(
        metrics.contains("sparky_up{service=\"sparky-collector\"} 1"),
        "{metrics}"
    );
    running.stop().await;
}

#[tokio::test]
async fn silent_clients_keep_neither_others_nor_the_shutdown_waiting() {
    let running = Running::start(|limits| limits.drain = Duration::from_millis(50)).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(running.connect().await);
    }
    let mut half = running.connect().await;
    half.write_all(b"GET /live HTTP/1.1\r\nHost:")
        .await
        .expect("sent");
    assert_eq!(running.get("/live").await.0, "HTTP/1.1 200 OK");
    let asked = Instant::now();
    running.stop().await;
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_request_is_let_go() {
    let running = Running::start(|limits| limits.answer = Duration::from_millis(50)).await;
    let mut half = running.connect().await;
    half.write_all(b"GET /live HTTP/1.1\r\nHost:")
        .await
        .expect("sent");
    let mut answer = Vec::new();
    // It ends with or without a reset; that it ends is what counts.
    let _ = half.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    running.stop().await;
}

#[tokio::test]
async fn an_address_in_use_is_named_with_the_way_out() {
    let running = Running::start(|_| {}).await;
    let listen = running.address.to_string();
    let error = HttpServer::bind(&listen, Health::new("sparky", &[]), Registry::new())
        .await
        .expect_err("in use");
    assert!(
        error.to_string().contains(&listen) && error.to_string().contains("`http.listen`"),
        "{error}"
    );
    running.stop().await;
}

#[tokio::test]
async fn services_can_share_a_registry_but_not_a_name() {
    let registry = Registry::new();
    let bind = |service| HttpServer::bind("127.0.0.1:0", Health::new(service, &[]), registry.clone());
    bind("sparky-collector").await.expect("the first");
    bind("sparky-analyzer").await.expect("another service");
    assert!(matches!(
        bind("sparky-analyzer").await,
        Err(TelemetryError::Metrics { .. })
    ));
}
