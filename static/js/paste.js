/* What is pasted into a field with data-paste keeps its words, paragraphs and lists, and loses the rest; the field's
   note (data-paste-note, made here where the page has none) says what. Without this, the server does the same
   (drafts/pasted.py) and shows the text before it saves it. */
{
  const FIELDS = "textarea[data-paste], input[data-paste]";
  const FORMATTED = "b, strong, i, em, u, s, a, font, img, table, h1, h2, h3, h4, h5, h6, [class], [data-style]";
  const UNREAD = new Set(["head", "img", "meta", "script", "style", "title", "xml"]);
  const PARAGRAPHS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "ol", "pre", "table", "ul"]);
  const LINES = new Set(["article", "dd", "div", "dl", "dt", "section", "tr"]);
  // In the order they are told.
  const KINDS = [
    "formatering", "mjuka bindestreck", "osynliga tecken", "punkttecken", "tabbar", "citattecken", "tomma rader",
  ];
  const BULLET = /^[ \t]*(?:[·•‣⁃▪▫■□●○◦∙➢✓❖\ue000-\uf8ff][ \t]*|o\t[ \t]*|§\t[ \t]*(?![ \t\d]))/gmu;

  /* The paragraphs of what Word, a browser or an editor puts on the clipboard, as plain text. */
  const textOf = (body) => {
    const blocks = [];
    let words = "";
    let mark = "";
    let gap = false; // an empty line stands before the next block
    const end = (kind) => {
      const lines = words.split("\n").map((line) => line.replace(/[ \u00a0]+/g, " ").trim());
      const text = lines.join("\n").replace(/^\n+|\n+$/g, "");
      if (text) {
        blocks.push({ text: mark + text, kind: mark ? "item" : kind, gap });
        mark = "";
      }
      gap = !text && (gap || words.includes("\n"));
      words = "";
    };
    const block = (element, kind, before = "") => {
      end(kind);
      mark = before || mark;
      walk(element);
      end(kind);
      if (before) mark = "";
    };
    const walk = (parent) => {
      for (const node of parent.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) words += node.data.replace(/[ \t\r\n\f]+/g, " ");
        if (node.nodeType !== Node.ELEMENT_NODE || UNREAD.has(node.localName)) continue;
        const name = node.localName;
        if (name === "br") words += "\n";
        else if (name === "li") block(node, "item", parent.localName === "ol" ? `${placeOf(node)}. ` : "– ");
        else if (/mso-list:\s*ignore/i.test(node.dataset.style ?? "")) mark = markOf(node.textContent.trim());
        else if (PARAGRAPHS.has(name)) block(node, "paragraph");
        else if (LINES.has(name)) block(node, "line");
        else walk(node);
        if (name === "td" || name === "th") words += " ";
      }
    };
    walk(body);
    end("line");
    return blocks
      .map(({ text, kind, gap: apart }, at) => {
        if (!at) return text;
        const together = !apart && kind !== "paragraph" && blocks[at - 1].kind === kind;
        return (together ? "\n" : "\n\n") + text;
      })
      .join("");
  };
  const placeOf = (item) => {
    const items = [...item.parentElement.children].filter((child) => child.localName === "li");
    return (Number(item.parentElement.getAttribute("start")) || 1) + items.indexOf(item);
  };
  /* Word writes the bullet or number of a list's paragraph in a span of its own. */
  const markOf = (sign) => (/^\(?(?:\d|\w[.)])/.test(sign) ? `${sign} ` : "– ");

  /* As drafts/pasted.py, but for a space first and last: what is pasted may stand in the middle of a sentence. */
  const tidied = (text, told) => {
    const replace = (pattern, sign, kind) => {
      text = text.replace(pattern, () => {
        told.add(kind);
        return sign;
      });
    };
    text = text.normalize("NFC").replace(/\r\n?|[\v\u0085\u2028]/g, "\n").replace(/[\f\u2029]/g, "\n\n");
    text = text.replace(/[\u2011\u001e]/g, "-");
    replace(/[\u00ad\u001f]/g, "", "mjuka bindestreck");
    replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/gu, "", "osynliga tecken");
    text = text.replace(/\p{Zs}/gu, " ");
    replace(BULLET, "– ", "punkttecken");
    replace(/\p{Co}/gu, "", "osynliga tecken");
    if (text.trim().includes("\t")) told.add("tabbar");
    replace(/[“„‟«»]/g, "”", "citattecken");
    replace(/[‘‚‛‹›]/g, "’", "citattecken");
    text = text.replace(/[ \t]+/g, " ").replace(/ ?\n ?/g, "\n");
    replace(/\n{3,}/g, "\n\n", "tomma rader");
    return text.normalize("NFC");
  };

  /* A document that is only read, and never shown. Its styles and handlers are parted from their names first: they
     would do nothing, but the page's Content-Security-Policy reports each of them. */
  const parsed = (source) => {
    const inert = source
      .replace(/<style[^<>]*>.*?<\/style>/gis, "")
      .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on\w+)\s*=/gi, "$1data-$2="));
    return new DOMParser().parseFromString(inert, "text/html").body;
  };

  const pasted = (clipboard, told) => {
    const body = parsed(clipboard.getData("text/html"));
    const text = textOf(body);
    if (!text) return tidied(clipboard.getData("text/plain"), told);
    if (body.querySelector(FORMATTED)) told.add("formatering");
    return tidied(text, told);
  };

  /* The browser's own editing first, so that it can be undone. */
  const insert = (field, text) => {
    field.focus();
    if (document.execCommand("insertText", false, text)) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  };

  const noteOf = (field) => {
    const found = (field.closest(".field") ?? field.parentElement).querySelector("[data-paste-note]");
    if (found) return found;
    const note = document.createElement("p");
    note.className = "hint";
    note.setAttribute("role", "status");
    note.dataset.pasteNote = "";
    field.after(note);
    return note;
  };
  const enumerated = (words) => [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" och ");

  // A live region is read out only if it was there before its words were; fields may come later, with htmx.
  for (const field of document.querySelectorAll(FIELDS)) noteOf(field);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(FIELDS)) noteOf(event.target);
  });

  document.addEventListener("paste", (event) => {
    const field = event.target.closest?.(FIELDS);
    if (!field || field.readOnly || field.disabled || !event.clipboardData) return;
    const told = new Set();
    const text = pasted(event.clipboardData, told);
    const line = field.localName === "input" ? text.replace(/\s+/g, " ") : text;
    if (line && line !== event.clipboardData.getData("text/plain")) {
      event.preventDefault();
      insert(field, line);
    }
    const removed = KINDS.filter((kind) => told.has(kind));
    const words = `Det här är borttaget eller utbytt i texten: ${enumerated(removed)}.`;
    noteOf(field).textContent = removed.length ? words : "";
  });
}
