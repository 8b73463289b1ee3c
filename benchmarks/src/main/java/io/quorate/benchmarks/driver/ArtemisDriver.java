package io.quorate.benchmarks.driver;

import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.util.function.Consumer;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Artemis through its own protocol; settings are in the URL. */
public final class ArtemisDriver extends JmsDriver {
  // The connections live as long as the JVM, and know their factory.
  @SuppressWarnings("resource")
  public ArtemisDriver(String url) {
    super(new ActiveMQConnectionFactory(url));
  }

  @Override
  void send(MessageProducer producer, Message message, Consumer<@Nullable Throwable> done)
      throws JMSException {
    producer.send(
        message,
        new CompletionListener() {
          @Override
          public void onCompletion(Message confirmed) {
            done.accept(null);
          }

          @Override
          public void onException(Message refused, Exception failure) {
            done.accept(failure);
          }
        });
  }
}
