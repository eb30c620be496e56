// One screen at a time: a section, or some short ones together. Without this module all sections
// stand on one page.
const QUESTIONS = 6;

function screens(parts) {
  const found = [];
  let room = 0;
  for (const part of parts) {
    const questions = part.querySelectorAll("[data-field]:not([hidden])").length || 1;
    if (questions > room) found.push([]);
    room = (questions > room ? QUESTIONS : room) - questions;
    found.at(-1).push(part);
  }
  return found;
}

export function startSteps(form) {
  const parts = [...form.querySelectorAll("[data-part]")];
  if (!("steps" in form.dataset) || parts.length < 2) return;
  const steps = screens(parts);
  const stepOf = (part) => steps.findIndex((step) => step.includes(part));
  const actions = form.querySelector("[data-step-actions]");
  const final = form.querySelector("[data-final]");
  const count = form.querySelector("[data-step-count]");
  let now = 0;

  const shown = (step) => {
    const numbers = step.map((part) => parts.indexOf(part) + 1);
    return numbers.length > 1 ? `${numbers[0]}–${numbers.at(-1)}` : numbers[0];
  };

  const show = (index, focus) => {
    now = Math.max(0, Math.min(index, steps.length - 1));
    for (const part of parts) part.hidden = !steps[now].includes(part);
    actions.hidden = false;
    actions.querySelector("[data-back]").hidden = now === 0;
    actions.querySelector("[data-next]").hidden = now === steps.length - 1;
    final.hidden = now !== steps.length - 1 && !("always" in final.dataset);
    count.hidden = false;
    count.textContent = count.dataset.words.replace("{x}", shown(steps[now])).replace("{n}", parts.length);
    if (focus) {
      steps[now][0].querySelector("h2").focus({ preventScroll: true });
      scrollTo({ top: 0, behavior: "instant" });
    }
  };

  const go = (index) => {
    history.pushState(null, "", `#${steps[Math.max(0, Math.min(index, steps.length - 1))][0].id}`);
    show(index, true);
  };

  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const part = target?.closest("[data-part]");
    if (!part) return;
    const first = steps[stepOf(part)][0] === target;
    show(stepOf(part), first);
    if (first) return;
    target.scrollIntoView();
    if (part === target) return part.querySelector("h2").focus({ preventScroll: true });
    (target.querySelector("input:not([type=hidden]), textarea, select") || target).focus();
  };

  form.classList.add("stepping");
  actions.querySelector("[data-next]").addEventListener("click", () => go(now + 1));
  actions.querySelector("[data-back]").addEventListener("click", () => go(now - 1));
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  const wrong = steps.findIndex((step) => step.some((part) => part.querySelector("[data-error]")));
  show(Math.max(0, wrong), false);
  follow();
}
