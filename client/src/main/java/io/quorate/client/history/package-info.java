/**
 * What producers and consumers saw, held against what a broker promises: nothing confirmed is lost,
 * nothing comes twice unannounced. For tests, the demo and a user's own cluster; knows no broker,
 * no socket and no clock, and the JDK alone. Told by any thread, one at a time.
 */
@NullMarked
package io.quorate.client.history;

import org.jspecify.annotations.NullMarked;
