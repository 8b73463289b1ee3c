package io.quorate.benchmarks.driver;

import io.quorate.benchmarks.load.Driver;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker behind JMS: persistent messages, sent asynchronously, acknowledged one by one. */
abstract class JmsDriver implements Driver {
  private final ConnectionFactory factory;

  JmsDriver(ConnectionFactory factory) {
    this.factory = factory;
  }

  /** How this client sends without waiting. */
  abstract void send(MessageProducer producer, Message message, Consumer<@Nullable Throwable> done)
      throws JMSException;

  private Session session() throws JMSException {
    Connection connection = factory.createConnection();
    connection.start();
    return connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
  }

  @Override
  public void prepare(String queue) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      connection.start();
    }
  }

  @Override
  public Sender sender(String queue) throws JMSException {
    Session session = session();
    MessageProducer producer = session.createProducer(session.createQueue(queue));
    producer.setDeliveryMode(DeliveryMode.PERSISTENT);
    return (body, done) -> {
      BytesMessage message = session.createBytesMessage();
      message.writeBytes(body);
      send(producer, message, done);
    };
  }

  @Override
  public Receiver receiver(String queue) throws JMSException {
    Session session = session();
    MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
    return timeout -> {
      if (!(consumer.receive(timeout.toMillis()) instanceof BytesMessage message)) {
        return null;
      }
      byte[] body = new byte[(int) message.getBodyLength()];
      message.readBytes(body);
      return body;
    };
  }
}
