//! Serves every page with its samples: `cargo run -p web --example gallery --features gallery [ADDRESS]`.

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8099".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("gallery http://{}/", listener.local_addr()?);
    axum::serve(listener, web::gallery::router()).await
}
