/**
 * Who gets which message next: credit, order, what is in flight, what may be handed out as
 * committed. Lives as long as a master serves and is forgotten with it; changes the state by
 * proposals only. Pure, like the state: told the time, on the group's loop.
 */
@NullMarked
package io.quorate.broker.queue.dispatch;

import org.jspecify.annotations.NullMarked;
