package io.quorate.broker.config;

import java.nio.file.Path;

/** Where a value was set, in words, and the folder at which its relative paths start. */
record Origin(String words, Path base) {}
