// Sends messages to the support desk, and shows its replies.
const messages = document.getElementById("messages");
const form = document.getElementById("form");
const visitor = `visitor-${crypto.getRandomValues(new Uint32Array(1))[0]}`;

function show(author, text) {
  const item = document.createElement("li");
  item.textContent = `${author}: ${text}`;
  messages.append(item);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = form.elements.text.value;
  form.reset();
  show("You", text);
  const response = await fetch("messages", { method: "POST", body: JSON.stringify({ visitor, text }) });
  show("Desk", response.ok ? (await response.json()).text : "The desk is closed.");
});
