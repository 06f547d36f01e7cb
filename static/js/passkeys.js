// Show the message of the page when the browser refuses a passkey; the script of allauth only logs it.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-problem").hidden = false;
});
