/** The entry of the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { openSession } from "./runs/session";
import "./ui/tokens.css";
import "./ui/base.css";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root element");
openSession();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
