-- Drives Neovim's own language client through an editing session with `silo lsp`, as a user's keys would, and writes what the
-- user sees as JSON. Environment: FILE (a vault to edit), SERVER (the server's command as a JSON list), OUT (the report).
-- Run: nvim --headless --clean -u NONE -c 'luafile neovim.lua'
local report = {}
local deadline = 20000

local function wait_for(what, condition)
  assert(vim.wait(deadline, condition, 10), 'waited in vain: ' .. what)
end

local function diagnostics(buffer)
  return vim.tbl_map(function(d)
    return { line = d.lnum, column = d.col, severity = d.severity, message = d.message,
      code = d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code) }
  end, vim.diagnostic.get(buffer))
end

-- Puts the cursor on the first occurrence of `text`, `inside` bytes further.
local function go_to(buffer, text, inside)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then
      vim.api.nvim_win_set_cursor(0, { number, at - 1 + (inside or 0) })
      return number - 1, at - 1
    end
  end
  error('not in the buffer: ' .. text)
end

local function replace(buffer, old, new)
  local line, column = go_to(buffer, old)
  vim.api.nvim_buf_set_text(buffer, line, column, line, column + #old, { new })
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

local function session()
  vim.opt.hidden = true
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
  local buffer = vim.api.nvim_get_current_buf()
  local window = vim.api.nvim_get_current_win()
  local before = text_of(buffer)

  local published = 0
  local exited
  local config = {
    name = 'silo',
    cmd = vim.json.decode(vim.env.SERVER),
    root_dir = vim.fs and vim.fs.dirname(vim.env.FILE) or vim.fn.fnamemodify(vim.env.FILE, ':h'),
    handlers = {
      ['textDocument/publishDiagnostics'] = function(...)
        published = published + 1
        return vim.lsp.handlers['textDocument/publishDiagnostics'](...)
      end,
    },
    on_exit = function(code, signal) exited = { code = code, signal = signal } end,
  }
  local id
  if vim.lsp.start then
    id = vim.lsp.start(config, { bufnr = buffer })
  else
    id = vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(buffer, id)
  end
  wait_for('the server', function()
    local client = vim.lsp.get_client_by_id(id)
    return client and client.initialized
  end)
  wait_for('the first diagnostics', function() return published > 0 end)
  report.clean = diagnostics(buffer)

  replace(buffer, 'shares.burn(', 'sharez.burn(')
  wait_for('an error', function() return #vim.diagnostic.get(buffer) > 0 end)
  report.mistake = diagnostics(buffer)

  -- The quick fix, chosen from the menu.
  go_to(buffer, 'sharez', 1)
  vim.ui.select = function(items, options, choose)
    report.actions = vim.tbl_map(options.format_item or tostring, items)
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  wait_for('the fix', function() return text_of(buffer) == before end)
  wait_for('the error to go', function() return #vim.diagnostic.get(buffer) == 0 end)

  go_to(buffer, 'Insufficient { have', 2)
  vim.lsp.buf.hover()
  wait_for('hover', function()
    for _, other in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(other).relative ~= '' then
        report.hover = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(other), 0, -1, false)
        vim.api.nvim_win_close(other, true)
        return true
      end
    end
    return false
  end)

  vim.lsp.buf.document_symbol()
  wait_for('symbols', function() return #vim.fn.getqflist() + #vim.fn.getloclist(window) > 0 end)
  local list = #vim.fn.getqflist() > 0 and vim.fn.getqflist() or vim.fn.getloclist(window)
  report.symbols = vim.tbl_map(function(item) return item.text end, list)
  vim.cmd('cclose | lclose')
  vim.api.nvim_set_current_win(window)

  replace(buffer, 'pool = coin.zero()', 'pool   =coin.zero( )')
  if vim.lsp.buf.format then vim.lsp.buf.format({ timeout_ms = deadline })
  else vim.lsp.buf.formatting_sync(nil, deadline) end
  report.formatted = text_of(buffer) == before

  go_to(buffer, 'Insufficient { have', 2)
  vim.lsp.buf.definition()
  wait_for('the jump', function() return vim.api.nvim_get_current_buf() ~= buffer end)
  report.definition = {
    file = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':t'),
    line = vim.api.nvim_get_current_line(),
    column = vim.api.nvim_win_get_cursor(0)[2],
  }

  vim.lsp.get_client_by_id(id).stop()
  wait_for('the server to leave', function() return exited ~= nil end)
  report.exit = exited
end

local ok, problem = xpcall(session, debug.traceback)
if not ok then report.problem = problem end
local out = assert(io.open(vim.env.OUT, 'w'))
out:write(vim.json.encode(report))
out:close()
vim.cmd(ok and 'qall!' or 'cquit 1')
