//! A fleet whose API is served, as tests of the API need it.

use std::path::Path;

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use sparky_common::telemetry::{ExtraRoutes, Health, HttpServer};
use tokio_util::sync::CancellationToken;

use crate::fleet::Fleet;

pub(crate) const READ: &str = "a token that reads only";
pub(crate) const OPERATE: &str = "a token that operates it";
pub(crate) const ADMIN: &str = "a token that may do all";

/// A fleet whose API is served on a port of its own.
pub(crate) struct Site {
    pub(crate) fleet: Fleet,
    pub(crate) address: String,
    client: Client,
    stop: CancellationToken,
}

impl Site {
    pub(crate) async fn open(folder: &Path, tokens: bool) -> Self {
        Self::with(folder, tokens, &[]).await
    }

    pub(crate) async fn with(folder: &Path, tokens: bool, changes: &[(&str, &str)]) -> Self {
        let text = format!(
            r#"[{{name="reader",role="read",token="{READ}"}},{{name="operator",role="operate",token="{OPERATE}"}},{{name="admin",role="admin",token="{ADMIN}"}}]"#
        );
        let mut options = vec![("HTTP__LISTEN", "127.0.0.1:0")];
        if tokens {
            options.push(("API__TOKENS", text.as_str()));
        }
        options.extend(changes);
        let fleet = Fleet::configured(folder, &options).await;
        let routes = ExtraRoutes::default();
        routes.set(fleet.routes().expect("the API is on"));
        let server = HttpServer::bind(
            "127.0.0.1:0",
            Health::new("test", &[]),
            prometheus::Registry::new(),
        )
        .await
        .unwrap()
        .with_routes(routes);
        let address = format!("http://{}", server.local_addr());
        let stop = CancellationToken::new();
        tokio::spawn(server.run(stop.clone()));
        Self {
            fleet,
            address,
            client: Client::new(),
            stop,
        }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Response {
        self.request(method, path, token, body, &[]).await
    }

    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Response {
        let mut request = self.client.request(method, format!("{}{path}", self.address));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        request.send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let response = self.ask(Method::GET, path, "", None).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        json_of(response).await
    }

    pub(crate) async fn close(self) {
        self.fleet.stop().await;
        self.stop.cancel();
    }
}

pub(crate) async fn json_of(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}
