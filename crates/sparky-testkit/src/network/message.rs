//! Messages of ZMTP 3 as they stand on the wire, so that a network can fail between messages.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

const GREETING: usize = 64;
const MORE: u8 = 1;
const LONG: u8 = 2;
const COMMAND: u8 = 4;

/// What is read in one go.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Greeting and commands, without which there is no connection.
    Handshake(Vec<u8>),
    /// All frames of a message.
    Message(Vec<u8>),
}

/// Reads one peer's side of a connection.
#[derive(Debug)]
pub(super) struct Messages<R> {
    stream: R,
    greeted: bool,
}

impl<R: AsyncRead + Unpin> Messages<R> {
    pub(super) fn new(stream: R) -> Self {
        Self {
            stream,
            greeted: false,
        }
    }

    /// The next piece; an error at the end of the stream.
    pub(super) async fn next(&mut self) -> io::Result<Piece> {
        let mut bytes = Vec::new();
        if !std::mem::replace(&mut self.greeted, true) {
            self.take(GREETING, &mut bytes).await?;
            return Ok(Piece::Handshake(bytes));
        }
        loop {
            let flags = self.frame(&mut bytes).await?;
            if flags & COMMAND != 0 {
                return Ok(Piece::Handshake(bytes));
            }
            if flags & MORE == 0 {
                return Ok(Piece::Message(bytes));
            }
        }
    }

    async fn frame(&mut self, bytes: &mut Vec<u8>) -> io::Result<u8> {
        let flags = self.stream.read_u8().await?;
        bytes.push(flags);
        let length = if flags & LONG == 0 {
            let length = self.stream.read_u8().await?;
            bytes.push(length);
            usize::from(length)
        } else {
            let length = self.stream.read_u64().await?;
            bytes.extend(length.to_be_bytes());
            usize::try_from(length).map_err(io::Error::other)?
        };
        self.take(length, bytes).await?;
        Ok(flags)
    }

    async fn take(&mut self, count: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
        let start = bytes.len();
        bytes.resize(start + count, 0);
        self.stream.read_exact(&mut bytes[start..]).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn messages_are_read_whole() -> io::Result<()> {
        let long = [&[2, 0, 0, 0, 0, 0, 0, 1, 0][..], &[7; 256]].concat();
        let wire = [&[0xff; 64][..], b"\x04\x01R", b"\x01\x01a\x00\x00", &long].concat();
        let mut messages = Messages::new(&wire[..]);
        assert_eq!(messages.next().await?, Piece::Handshake(vec![0xff; 64]));
        assert_eq!(messages.next().await?, Piece::Handshake(b"\x04\x01R".to_vec()));
        assert_eq!(
            messages.next().await?,
            Piece::Message(b"\x01\x01a\x00\x00".to_vec())
        );
        assert_eq!(messages.next().await?, Piece::Message(long));
        assert_eq!(
            messages.next().await.unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
        Ok(())
    }
}
