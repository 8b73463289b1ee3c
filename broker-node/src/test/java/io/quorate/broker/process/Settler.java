package io.quorate.broker.process;

import io.quorate.client.Message;
import io.quorate.client.history.CheckedBody;

/** Decides what becomes of the messages that a consumer gets. For one thread. */
interface Settler {
  void take(Message message, CheckedBody body, Temper temper);

  /** Called again and again, whether something comes or not. */
  void settleDue(Temper temper);

  /** The consumer leaves in good order. */
  void settleAll();

  /** The consumer is gone, and what it held is no more its own. */
  void forget();
}
