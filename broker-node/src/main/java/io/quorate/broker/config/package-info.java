/**
 * What a node is told: the typed records, the keys of the YAML file that fill them, and the loader
 * that reports everything wrong at once. Default, bounds and meaning of a key stand at its record
 * component, in {@link io.quorate.broker.config.Key}, and nowhere else; a component of the process
 * receives its own record, never the whole. Nothing here opens a socket, starts a thread or reads a
 * system property.
 */
@NullMarked
package io.quorate.broker.config;

import org.jspecify.annotations.NullMarked;
