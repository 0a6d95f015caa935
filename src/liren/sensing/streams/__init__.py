"""Where packets come from: an MQTT broker of our own, mosquitto, or NATS. One way in for all."""
