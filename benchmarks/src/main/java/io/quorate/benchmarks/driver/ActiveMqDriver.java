package io.quorate.benchmarks.driver;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.util.function.Consumer;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ActiveMQMessageProducer;
import org.apache.activemq.AsyncCallback;
import org.jspecify.annotations.Nullable;

/** ActiveMQ Classic through OpenWire. */
public final class ActiveMqDriver extends JmsDriver {
  public ActiveMqDriver(String url) {
    super(new ActiveMQConnectionFactory(url));
  }

  @Override
  void send(MessageProducer producer, Message message, Consumer<@Nullable Throwable> done)
      throws JMSException {
    ((ActiveMQMessageProducer) producer)
        .send(
            message,
            new AsyncCallback() {
              @Override
              public void onSuccess() {
                done.accept(null);
              }

              @Override
              public void onException(JMSException failure) {
                done.accept(failure);
              }
            });
  }
}
