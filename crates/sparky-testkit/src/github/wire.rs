//! As much of HTTP/1.1 as a client needs, by hand: only so can an answer stop in the middle.

use std::io::{Error, ErrorKind, Result};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// The longest body that is read.
const LONGEST: usize = 16 << 20;

/// A request as it came over the wire.
pub(super) struct Incoming {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// An answer to send.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Reads one request, or nothing where the client has left.
pub(super) async fn read(stream: &mut BufReader<TcpStream>) -> Result<Option<Incoming>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(Error::from(ErrorKind::InvalidData));
    };
    let (method, path) = (method.to_owned(), path.to_owned());
    let headers = headers(stream).await?;
    let header = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    let body = if header("transfer-encoding") == Some("chunked") {
        chunks(stream).await?
    } else {
        exactly(
            stream,
            header("content-length")
                .and_then(|length| length.parse().ok())
                .unwrap_or(0),
        )
        .await?
    };
    Ok(Some(Incoming {
        method,
        path,
        headers,
        body,
    }))
}

async fn exactly(stream: &mut BufReader<TcpStream>, length: usize) -> Result<Vec<u8>> {
    if length > LONGEST {
        return Err(Error::from(ErrorKind::InvalidData));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

/// A body whose length the client did not know: pieces with their lengths before them, the last one empty.
async fn chunks(stream: &mut BufReader<TcpStream>) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let length =
            usize::from_str_radix(line.trim(), 16).map_err(|_| Error::from(ErrorKind::InvalidData))?;
        body.extend(exactly(stream, length).await?);
        stream.read_line(&mut line).await?;
        if length == 0 {
            return Ok(body);
        }
    }
}

async fn headers(stream: &mut BufReader<TcpStream>) -> Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
            None => return Ok(headers),
        }
    }
}

/// Sends an answer; `whole` says whether all of its body goes out.
pub(super) async fn write(stream: &mut BufReader<TcpStream>, answer: &Answer, whole: bool) -> Result<()> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", answer.body.len()));
    let body = if whole {
        &answer.body[..]
    } else {
        &answer.body[..answer.body.len() / 2]
    };
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    stream.flush().await
}

fn reason(status: u16) -> &'static str {
    match status {
        200..=299 => "OK",
        304 => "Not Modified",
        400..=499 => "Refused",
        _ => "Failed",
    }
}
