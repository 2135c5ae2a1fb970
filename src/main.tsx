/** The entry of the page. */
// Before all components, whose styles go further.
import "./ui/tokens.css";
import "./ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { findStudies } from "./runs/studies/experimentQueue";
import { openLibrary } from "./runs/library/librarySession";
import { keepOffline } from "./runs/offline";
import { openSession } from "./runs/run/session";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root element");
openSession();
// While developing, files change under it.
if (import.meta.env.PROD) keepOffline();
openLibrary();
void findStudies();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
