import { initAll } from './vendor/govuk-frontend-6.3.0.min.js'

initAll()
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
