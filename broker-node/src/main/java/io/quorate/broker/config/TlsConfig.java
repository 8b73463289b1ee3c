package io.quorate.broker.config;

/** TLS, apart for peers and clients: neither side is trusted with the other's work. */
public record TlsConfig(@Section TlsFiles peers, @Section TlsFiles clients) {}
