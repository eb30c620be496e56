// Questions that another answer rules out are put away; without this module they all stand there.
const holds = {
  "=": (said, values) => values.includes(said),
  in: (said, values) => values.includes(said),
  "<>": (said, values) => !values.includes(said),
  ">": (said, [least]) => Number(said) > Number(least),
  ">=": (said, [least]) => Number(said) >= Number(least),
  "<": (said, [most]) => Number(said) < Number(most),
  "<=": (said, [most]) => Number(said) <= Number(most),
};

const form = document.querySelector(".entry-form");

function follow() {
  const said = new FormData(form);
  for (const question of form.querySelectorAll("[data-on]")) {
    const { on, op, values } = question.dataset;
    const away = !holds[op](said.get(on) ?? "", values.split(","));
    question.hidden = away;
    for (const input of question.querySelectorAll("input, select, textarea")) input.disabled = away;
  }
}

form.addEventListener("input", follow);
follow();
