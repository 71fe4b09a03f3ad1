// Keeps the page of a running job up to date, says each quarter politely, and shows the whole page anew at its end.
const SOON = 1500, LATER = 6000
const part = document.querySelector('[data-progress]')
const bar = part.querySelector('progress'), told = document.getElementById('told'), status = part.querySelector('[role=status]')
const quarter = (settled, total) => Math.floor(4 * settled / (total || 1))
let said = quarter(bar.value, bar.max)

async function look () {
  let wait = SOON
  try {
    const answer = await fetch(part.dataset.progress, { redirect: 'error' })
    if (!answer.ok) throw new Error(answer.status)
    show(await answer.json())
  } catch { // the service is away for a moment, or the person was signed out: the link on the page tells
    wait = LATER
  }
  setTimeout(look, document.hidden ? LATER : wait)
}

function show (now) {
  if (!now.is_open) return location.reload()
  bar.max = now.total || 1
  bar.value = now.settled
  told.textContent = now.told
  for (const place of document.querySelectorAll('[data-place]')) {
    const word = now.states[place.dataset.place]
    if (word && place.textContent !== word) place.textContent = word
  }
  const reached = quarter(now.settled, now.total)
  if (reached !== said) status.textContent = now.told
  said = reached
}

setTimeout(look, SOON)
