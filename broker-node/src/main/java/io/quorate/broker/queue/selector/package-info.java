/**
 * Which messages a consumer wants: message selectors as JMS 2.0 §3.8 defines them, parsed once and
 * asked for every message. Pure and bounded, whatever a client writes; nothing here knows a queue,
 * a message or a protocol. A selector is immutable, so any thread may ask it.
 */
@NullMarked
package io.quorate.broker.queue.selector;

import org.jspecify.annotations.NullMarked;
