package io.quorate.broker.config;

/** A key with the value it was read as, and where that came from. */
record Setting(ConfigKey key, Object value, Origin origin) {}
