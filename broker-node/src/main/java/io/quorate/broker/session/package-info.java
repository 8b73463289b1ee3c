/**
 * The one way in for every protocol: connections, producers, consumers, transactions and
 * administration in neutral terms. Heads translate and nothing else; rights and limits are checked
 * here. Callable from any thread, never blocks; callbacks come on the group's loop and must not
 * block.
 */
@NullMarked
package io.quorate.broker.session;

import org.jspecify.annotations.NullMarked;
