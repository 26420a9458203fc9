// Signing in and out: what was typed goes to the server over HTTP, never through the page's session.
export default function (component) {
  const { parentElement, data } = component;
  const root = parentElement.querySelector(".duban-door");
  if (root.way === data.way + data.language) return; // a page that is shown again keeps what was typed
  root.way = data.way + data.language;
  root.replaceChildren();

  const send = async (body) => {
    const address = new URL(`duban/${data.way}`, document.baseURI);
    const answer = await fetch(address, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (answer.status === 204) {
      window.location.reload();
      return "";
    }
    return answer.status === 403 ? (await answer.json()).reason : data.words.unreachable;
  };
  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const told = made("p", { className: "duban-door-told" });
  told.setAttribute("role", "alert");

  if (data.way === "sign-out") {
    const button = made("button", { type: "button", className: "duban-button" }, data.words.sign_out);
    button.onclick = () => send({}).then((words) => (told.textContent = words), () => (told.textContent = data.words.unreachable));
    root.append(button, told);
    return;
  }
  const field = (id, type, label, complete) =>
    made("label", { htmlFor: id }, label, made("input", { id, name: id, type, autocomplete: complete, required: true, maxLength: 200 }));
  const button = made("button", { type: "submit", className: "duban-button" }, data.words.sign_in);
  const form = made(
    "form", { className: "duban-sign-in" }, made("h1", {}, data.words.sign_in),
    field("duban-name", "text", data.words.name, "username"),
    field("duban-password", "password", data.words.password, "current-password"), told, button,
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    button.disabled = true;
    const typed = { name: form.elements["duban-name"].value, password: form.elements["duban-password"].value };
    const shown = (words) => {
      told.textContent = words;
      button.disabled = false;
      form.elements["duban-password"].value = "";
    };
    send({ ...typed, language: data.language }).then((words) => words && shown(words), () => shown(data.words.unreachable));
  };
  root.append(form);
}
