// Pages without a form: show what waits on this device and send it when the network is there.
import "./outbox.js";
