//! The `sparky` command from the outside: real processes, real repositories, real sockets.

mod architecture;
